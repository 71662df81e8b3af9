#pragma once

#include <string>

#include "kernels/component.hpp"
#include "sim/strategies/work_losses.hpp"

namespace simgrad {

/// Whether the keys of a strategy's `checkpoint` say when one is taken.
bool takes_checkpoints(const Arguments& checkpoint);

/// What is wrong with the keys of a strategy's `checkpoint` together; empty if they are sound.
///
/// At most one of them says when: `every_rounds`, `every`, `period`. A period needs to know how
/// often work is lost, and what a checkpoint costs.
std::string checkpoint_problem(const Arguments& checkpoint, const WorkLosses& losses);

}  // namespace simgrad
