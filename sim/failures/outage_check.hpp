#pragma once

#include <string>

#include "kernels/component.hpp"

namespace simgrad {

/// What is wrong with the keys of with_outage() together; empty if they are sound.
///
/// A failure begins either once (`at`) or again and again (`time_to_failure`), and lasts either a
/// given time (`duration`), a drawn one (`time_to_repair`) or for ever (neither).
///
/// @param begins_with_run  it may say neither of the first two
std::string outage_problem(const Arguments& arguments, bool begins_with_run = false);

/// What is wrong with a failure whose factors are all 1: it would change nothing. Empty if one of
/// its parameters called …_factor is not 1, or if it has none.
std::string factor_problem(const Arguments& arguments);

}  // namespace simgrad
