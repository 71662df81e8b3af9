#include "sim/results/run_data.hpp"

#include <fmt/format.h>

#include "kernels/error.hpp"

namespace simgrad {

RunData read_run(const RunReader& reader) {
  Transaction snapshot = reader.snapshot();
  const std::vector<RunRow> runs = reader.runs();
  if (runs.size() != 1) {
    throw Error(
        fmt::format("{}: holds {} runs; one was expected", reader.path().string(), runs.size()));
  }
  const Selection of_run{.run = runs[0].id};
  RunData data{.run = runs[0],
               .nodes = reader.read<NodeRow>(of_run),
               .links = reader.read<LinkRow>(of_run),
               .evaluations = reader.read<EvaluationRow>(of_run),
               .rounds = reader.read<RoundRow>(of_run),
               .traffic = reader.read<TrafficRow>(of_run),
               .spans = reader.read<SpanRow>(of_run),
               .events = reader.read<EventRow>(of_run),
               .node_rounds = reader.read<NodeRoundRow>(of_run),
               .metrics = reader.read<MetricRow>(of_run)};
  snapshot.commit();
  return data;
}

}  // namespace simgrad
