#include "tests/support/recorded_run.hpp"

#include <algorithm>

#include "sim/cli/run.hpp"
#include "sim/record/canonical.hpp"
#include "tests/support/child.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::test {
namespace {

NamedTensors tensors(const RunReader& reader, const std::string& name) {
  return decode_safetensors(reader.artifact(name), name);
}

void read_tables(const std::filesystem::path& database, RecordedRun& recorded) {
  const RunReader reader(database);
  recorded.run = reader.runs().at(0);
  recorded.evaluations = reader.read<EvaluationRow>();
  recorded.rounds = reader.read<RoundRow>();
  recorded.node_rounds = reader.read<NodeRoundRow>();
  recorded.spans = reader.read<SpanRow>();
  recorded.events = reader.read<EventRow>();
  recorded.traffic = reader.read<TrafficRow>();
  recorded.metrics = reader.read<MetricRow>();
  recorded.initial = tensors(reader, kInitialParametersArtifact);
  recorded.final = tensors(reader, kFinalParametersArtifact);
  recorded.canonical = canonical_tables(reader);
}

}  // namespace

std::vector<EventRow> RecordedRun::events_of(const std::string& kind) const {
  std::vector<EventRow> chosen;
  std::copy_if(events.begin(), events.end(), std::back_inserter(chosen),
               [&](const EventRow& event) {
                 return event.kind == kind;
               });
  return chosen;
}

RecordedRun run_scenario(const std::string& scenario, const std::vector<std::string>& overrides,
                         std::size_t threads) {
  const TemporaryFolder folder;
  RunOptions options;
  options.scenario = folder.write("scenario.toml", scenario);
  options.overrides = overrides;
  options.threads = threads;
  options.out = folder / "run.db";
  options.output = Output::kQuiet;
  RecordedRun recorded;
  recorded.answer = in_child([&] {
    return "exit " + std::to_string(run_command(options));
  });
  if (recorded.answer.rfind("exit ", 0) == 0) {
    read_tables(options.out, recorded);
  }
  return recorded;
}

std::string small_scenario(int workers) {
  return R"(
seed = 7
[platform]
generate = { kind = "star", hosts = )" +
         std::to_string(workers) +
         R"(, speed = "1 Mflop/s", bandwidth = "1 Mbit/s", latency = "10 ms", server_bandwidth = "1 Gbit/s", server_latency = "5 ms" }
server = "server"
workers = "host-*"
[data]
set = { kind = "gaussian_blobs", classes = 4, features = 20, samples = 240, test_samples = 80 }
[model]
kind = "softmax_regression"
)";
}

}  // namespace simgrad::test
