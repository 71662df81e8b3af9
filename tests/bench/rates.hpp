#pragma once

#include <cstdint>

#include "tests/bench/measure.hpp"

namespace simgrad::bench {

/// One measurement of multiply-adds in registers, in GFLOP/s of processor time.
/// @param steps  of 192 flop each
double fma_gflop_per_s(std::int64_t steps);

/// One core's float32 rates, in GFLOP/s of processor time.
Summary fma_rate();
Summary gemm_rate();

}  // namespace simgrad::bench
