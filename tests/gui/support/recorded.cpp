#include "tests/gui/support/recorded.hpp"

#include <cmath>
#include <string>

#include "gui/reading/run_reading.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::test {
namespace {

constexpr double kRound_s = 10.0;

std::string worker(int index) {
  return "worker-" + std::to_string(index);
}

void recordCluster(Recorder& recorder, int workers) {
  recorder.node({.name = "server", .role = "server", .host = "server", .flop_per_s = 1e12});
  for (int i = 0; i < workers; ++i) {
    recorder.node({.name = worker(i), .role = "worker", .host = worker(i), .flop_per_s = 1e9});
  }
  for (int i = 0; i < workers; ++i) {
    recorder.link({.name = "up-" + std::to_string(i),
                   .group_name = "up",
                   .bytes_per_s = 1e6,
                   .latency_s = 0.01,
                   .endpoint_a = worker(i),
                   .endpoint_b = "server"});
    recorder.link({.name = "down-" + std::to_string(i),
                   .group_name = "down",
                   .bytes_per_s = 4e6,
                   .latency_s = 0.01,
                   .endpoint_a = "server",
                   .endpoint_b = worker(i)});
  }
}

void recordRound(Recorder& recorder, int workers, int round) {
  const double begin_s = kRound_s * (round - 1);
  const auto span = [&](int node, const char* kind, double from_s, double to_s) {
    recorder.span({.node = worker(node),
                   .kind = kind,
                   .begin_s = begin_s + from_s,
                   .end_s = begin_s + to_s,
                   .round = round});
  };
  for (int i = 0; i < workers; ++i) {
    span(i, "receive", 0.0, 1.0);
    span(i, "compute", 1.0, 5.0);
    span(i, "send", 5.0, 6.0);
    span(i, "wait", 6.0, kRound_s);
    const auto up = static_cast<std::size_t>(2 * i);
    recorder.traffic(up + 1, begin_s, begin_s + 1.0, 400'000);
    recorder.traffic(up, begin_s + 5.0, begin_s + 6.0, 400'000);
  }
  recorder.round({.round = round,
                  .begin_s = begin_s,
                  .end_s = begin_s + kRound_s,
                  .selected = workers,
                  .completed = workers,
                  .up_bytes = 400'000 * workers,
                  .down_bytes = 400'000 * workers,
                  .critical_node = worker(0)});
  recorder.evaluation({.simulated_s = begin_s + kRound_s,
                       .round = round,
                       .step = round,
                       .loss = 2.0 / round,
                       .accuracy = 1.0 - 0.9 / round,
                       .sent_bytes = 800'000LL * workers * round,
                       .wall_s = 0.1 * round});
}

}  // namespace

void recordExample(Recorder& recorder, int workers, int first_round, int rounds) {
  if (first_round == 1) {
    recordCluster(recorder, workers);
  }
  for (int round = first_round; round < first_round + rounds; ++round) {
    recordRound(recorder, workers, round);
    if (round == 2) {
      recorder.event({.simulated_s = 12.0,
                      .kind = "host_down",
                      .subject = worker(workers - 1),
                      .detail = "failure[0]: host_crash"});
    }
    if (round == 3) {
      recorder.event({.simulated_s = 25.0,
                      .kind = "host_up",
                      .subject = worker(workers - 1),
                      .detail = "failure[0]: host_crash"});
    }
  }
}

void writeExample(const std::filesystem::path& path, int workers, int rounds,
                  const std::string& title) {
  Recorder recorder(path, {.title = title,
                           .seed = 1,
                           .target_accuracy = 0.75,
                           .planned_rounds = rounds,
                           .started_utc = "2030-01-31T12:34:56Z"});
  recordExample(recorder, workers, 1, rounds);
  recorder.finish("finished", "", kRound_s * rounds, 1.0);
}

gui::RunPointer exampleRun(int workers, int rounds) {
  const TemporaryFolder folder;
  writeExample(folder / "run.db", workers, rounds);
  return gui::RunReading({folder / "run.db", 1}).poll();
}

}  // namespace simgrad::test
