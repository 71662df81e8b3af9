#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/recorded_run.hpp"

/// Failures as a scenario writes them, and the moments at which they may come.
namespace simgrad::test {

/// @param what      a name, a glob, or a list as TOML has it
/// @param duration  "60 ms"; empty: for ever
inline std::string failure(const std::string& kind, const std::string& key, const std::string& what,
                           double at_s, const std::string& duration) {
  return fmt::format("[[failure]]\nkind = \"{}\"\n{} = {}\nat = \"{:.17g} s\"\n{}", kind, key,
                     what.front() == '[' ? what : "\"" + what + "\"", at_s,
                     duration.empty() ? "" : "duration = \"" + duration + "\"\n");
}

inline std::string crash(const std::string& hosts, double at_s, const std::string& duration = "") {
  return failure("host_crash", "hosts", hosts, at_s, duration);
}

inline std::string cut(const std::string& links, double at_s, const std::string& duration = "") {
  return failure("link_down", "links", links, at_s, duration);
}

/// Every round is there, one after another, and each part of it has ended in some way.
inline void check_rounds(const RecordedRun& run, std::size_t rounds) {
  CHECK(run.answer == "exit 0");
  CHECK(run.rounds.size() == rounds);
  double end_s = 0.0;
  for (const RoundRow& round : run.rounds) {
    CHECK(round.begin_s >= end_s);
    CHECK(round.completed + round.late + round.failed == round.selected);
    end_s = round.end_s;
  }
}

struct Moment {
  std::string host;
  std::string phase;  // Activity, of the host's worker
  double simulated_s = 0.0;
};

/// The middle of each phase of each worker in a round, seen in an undisturbed run.
inline std::vector<Moment> moments(const RecordedRun& run, std::int64_t round = 2) {
  std::vector<Moment> found;
  std::set<std::pair<std::string, std::string>> seen;
  for (const SpanRow& span : run.spans) {
    if (span.round == round && span.node != "server" && seen.emplace(span.node, span.kind).second) {
      found.push_back({span.node, span.kind, 0.5 * (span.begin_s + span.end_s)});
    }
  }
  return found;
}

/// Crashes and cuts at random, of everybody and everything but the server.
inline const std::string kStorm = R"(
[compute]
jitter_sigma = 0.5
[[failure]]
kind = "host_crash"
hosts = "host-*"
time_to_failure = { distribution = "exponential", mean = "700 ms" }
time_to_repair = { distribution = "exponential", mean = "100 ms" }
[[failure]]
kind = "link_down"
links = "link-*"
time_to_failure = { distribution = "exponential", mean = "700 ms" }
time_to_repair = { distribution = "exponential", mean = "100 ms" }
)";

}  // namespace simgrad::test
