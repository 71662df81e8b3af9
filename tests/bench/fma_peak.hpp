#pragma once

#include <cstdint>

namespace simgrad::bench {

/// 96 chains of x ← a x + b, one a lane of twelve registers: enough to hide the latency of two
/// multiply-add units. Chain i starts at i.
///
/// Cost: 192 flop a step.
/// Returns: the sum of all chains.
float fma_chains(std::int64_t steps, float a, float b);

}  // namespace simgrad::bench
