#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "kernels/rng.hpp"
#include "sim/record/recorder.hpp"

namespace simgrad {

inline constexpr int kExampleLinks = 3;

/// Records `rounds` rounds of a made-up run: every table gets rows, spans are thinned, traffic bins
/// are widened.
inline void record_example(Recorder& recorder, int rounds, std::uint64_t seed = 1) {
  Stream stream(seed, Purpose::kTest);
  recorder.node({.name = "server", .role = "server", .host = "h0", .flop_per_s = 1e10});
  for (int link = 0; link < kExampleLinks; ++link) {
    recorder.link({.name = "up-" + std::to_string(link), .bytes_per_s = 1.25e7});
  }
  double now_s = 0.0;
  for (std::int64_t round = 1; round <= rounds; ++round) {
    const double begin_s = now_s;
    for (std::size_t link = 0; link < kExampleLinks; ++link) {
      const double end_s = begin_s + 5.0 * stream.uniform();
      const auto bytes = static_cast<std::int64_t>(stream.below(1'000'000));
      recorder.traffic(link, begin_s, end_s, bytes);
      recorder.span({.node = "client-" + std::to_string(link),
                     .kind = "send",
                     .begin_s = begin_s,
                     .end_s = end_s,
                     .round = round});
      recorder.node_round({.node = "client-" + std::to_string(link),
                           .round = round,
                           .send_s = end_s - begin_s,
                           .loss = stream.uniform()});
      now_s = std::max(now_s, end_s);
    }
    recorder.round({.round = round, .begin_s = begin_s, .end_s = now_s, .critical_node = "c"});
    recorder.evaluation({.simulated_s = now_s, .round = round, .loss = stream.uniform()});
    recorder.decision({.sequence = round, .value = stream.uniform()});
    recorder.metric({.simulated_s = now_s, .name = "staleness", .value = kNotANumber});
  }
  recorder.event({.simulated_s = now_s, .kind = "host_down", .subject = "h1"});
  recorder.artifact({.name = kFinalParametersArtifact, .data = Blob(100, std::byte{7})});
}

}  // namespace simgrad
