#pragma once

#include <cstdint>

#include "sim/engine/platform.hpp"

namespace simgrad::bench {

/// The transfers of `times` ring all-reduces among host-0 to host-n−1 as a plain SimGrid program,
/// an actor a host: each step puts a chunk into the next one's mailbox, gets one from its own, and
/// waits until both are over.
///
/// Returns: {simulated seconds, processor seconds of the simulated clock's run}.
std::vector<double> bare_ring(const PlatformChoice& platform, std::int64_t n, double chunk_bytes,
                              std::int64_t times);

}  // namespace simgrad::bench
