#pragma once

#include <string>
#include <vector>

#include "sim/record/reader.hpp"
#include "sim/record/safetensors.hpp"

namespace simgrad::test {

/// What a run left in its database.
struct RecordedRun {
  std::string answer;  // "exit N", or how the child died
  RunRow run;
  std::vector<EvaluationRow> evaluations;
  std::vector<RoundRow> rounds;
  std::vector<NodeRoundRow> node_rounds;
  std::vector<SpanRow> spans;
  std::vector<EventRow> events;
  std::vector<TrafficRow> traffic;
  std::vector<MetricRow> metrics;
  NamedTensors initial;
  NamedTensors final;
  std::string canonical;  // every table as text, without wall-clock columns

  [[nodiscard]] std::vector<EventRow> events_of(const std::string& kind) const;
};

/// Runs a scenario in a child process, as `simgrad run` does, and reads its database.
///
/// @param scenario   TOML; paths in it are relative to the repository's scenarios folder
/// @param overrides  as after --set
RecordedRun run_scenario(const std::string& scenario,
                         const std::vector<std::string>& overrides = {}, std::size_t threads = 2);

/// A small scenario: `workers` hosts around a switch, blobs of numbers, softmax regression. Follow
/// it with a [strategy] and whatever else.
std::string small_scenario(int workers);

}  // namespace simgrad::test
