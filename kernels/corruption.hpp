#pragma once

#include <span>

#include "kernels/work.hpp"

namespace simgrad {

/// Does to `numbers`, a copy of work.source, what `work` says: on the host for every device, since
/// it is rare and draws random numbers in order.
void corrupt(const Corruption& work, std::span<float> numbers);

}  // namespace simgrad
