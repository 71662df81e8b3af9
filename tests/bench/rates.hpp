#pragma once

#include "tests/bench/measure.hpp"

namespace simgrad::bench {

/// One core's float32 rates, in GFLOP/s of processor time.
Summary fma_rate();
Summary gemm_rate();

}  // namespace simgrad::bench
