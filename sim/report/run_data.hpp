#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/record/reader.hpp"
#include "sim/record/rows.hpp"

namespace simgrad {

/// What the scenario asked of a run; none where it did not, or where its text cannot be read.
struct RunGoals {
  std::optional<double> accuracy = {};
  std::optional<double> loss = {};
  std::optional<std::int64_t> rounds = {};
};

/// All that a report on one run is made of.
struct RunData {
  RunRow run = {};
  RunGoals goals = {};
  std::vector<NodeRow> nodes = {};
  std::vector<LinkRow> links = {};
  std::vector<EvaluationRow> evaluations = {};
  std::vector<RoundRow> rounds = {};
  std::vector<TrafficRow> traffic = {};
  std::vector<SpanRow> spans = {};
  std::vector<EventRow> events = {};
  std::vector<NodeRoundRow> node_rounds = {};
  std::vector<MetricRow> metrics = {};
};

/// Reads the run of a database that holds one, as it is at one moment.
///
/// Throws: Error with the path if it holds none or several, and as RunReader does.
RunData read_run(const RunReader& reader);

}  // namespace simgrad
