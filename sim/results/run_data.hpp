#pragma once

#include <vector>

#include "sim/record/reader.hpp"
#include "sim/record/rows.hpp"

namespace simgrad {

/// All that a report on one run is made of.
struct RunData {
  RunRow run = {};
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
