#include "tests/bench/large_run.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "tests/support/sweep_file.hpp"

namespace simgrad::bench {
namespace {

constexpr double kRound_s = 100.0;
constexpr int kTenth = 10;

std::string worker(int index) {
  return "client-" + std::to_string(index);
}

void add_cluster(test::SweepFile& file, const LargeRun& size) {
  std::vector<NodeRow> nodes{
      {.run = 1, .name = "server", .role = "server", .host = "server", .flop_per_s = 1e12}};
  std::vector<LinkRow> links;
  for (int i = 0; i < size.workers; ++i) {
    nodes.push_back(
        {.run = 1, .name = worker(i), .role = "worker", .host = worker(i), .flop_per_s = 1e9});
    links.push_back({.run = 1,
                     .name = "link-" + std::to_string(i),
                     .group_name = "link",
                     .bytes_per_s = 1e6,
                     .latency_s = 0.01,
                     .endpoint_a = worker(i),
                     .endpoint_b = "server"});
  }
  file.add(nodes);
  file.add(links);
}

void add_spans(test::SweepFile& file, const LargeRun& size) {
  for (int round = 0; round < size.rounds; ++round) {
    std::vector<SpanRow> spans;
    for (int i = 0; i < size.workers; ++i) {
      const double begin_s = kRound_s * round;
      // Spread evenly without a random number: the golden ratio's multiples.
      const double share = std::fmod(0.6180339887 * (i + 31.0 * round), 1.0);
      const double received_s = begin_s + 1.0 + 4.0 * share;
      const double computed_s = received_s + 10.0 + 60.0 * share;
      const double sent_s = computed_s + 1.0 + 7.0 * share;
      const auto span = [&](const char* kind, double from_s, double to_s) {
        spans.push_back({.run = 1,
                         .node = worker(i),
                         .kind = kind,
                         .begin_s = from_s,
                         .end_s = to_s,
                         .round = round + 1});
      };
      span("receive", begin_s, received_s);
      span("compute", received_s, computed_s);
      span((i + round) % 97 == 0 ? "down" : "send", computed_s, sent_s);
      span("wait", sent_s, begin_s + kRound_s);
    }
    file.add(spans);
  }
}

void add_traffic(test::SweepFile& file, const LargeRun& size, double end_s) {
  const double bin_s = end_s / size.traffic_bins;
  std::vector<TrafficRow> rows;
  for (int bin = 0; bin < size.traffic_bins; ++bin) {
    for (int link = bin % kTenth; link < size.workers; link += kTenth) {
      rows.push_back({.run = 1,
                      .link = "link-" + std::to_string(link),
                      .begin_s = bin * bin_s,
                      .length_s = bin_s,
                      .bytes = 1000 + link});
    }
  }
  file.add(rows);
}

void add_learning(test::SweepFile& file, const LargeRun& size, double end_s) {
  std::vector<EvaluationRow> evaluations;
  for (int i = 1; i <= size.evaluations; ++i) {
    const double share = static_cast<double>(i) / size.evaluations;
    const double ripple = 0.05 * std::sin(0.1 * i);
    evaluations.push_back({.run = 1,
                           .simulated_s = end_s * share,
                           .round = i,
                           .step = i,
                           .loss = 2.3 * std::exp(-3.0 * share) * (1.0 + ripple),
                           .accuracy = 1.0 - 0.9 * std::exp(-3.0 * share) * (1.0 + ripple),
                           .sent_bytes = 1'000'000LL * i,
                           .wall_s = 0.1 * i});
  }
  file.add(evaluations);
  std::vector<RoundRow> rounds;
  for (int round = 0; round < size.rounds; ++round) {
    rounds.push_back({.run = 1,
                      .round = round + 1,
                      .begin_s = kRound_s * round,
                      .end_s = kRound_s * (round + 1),
                      .selected = size.workers,
                      .completed = size.workers,
                      .up_bytes = 1000LL * size.workers,
                      .down_bytes = 1000LL * size.workers,
                      .critical_node = worker(0)});
  }
  file.add(rounds);
}

}  // namespace

void write_large_run(const std::filesystem::path& path, const LargeRun& size) {
  const double end_s = kRound_s * size.rounds;
  test::SweepFile file(path);
  file.add<RunRow>({{.title = "a large run",
                     .version = "bench",
                     .device = "cpu",
                     .target_accuracy = 0.9,
                     .planned_rounds = size.rounds,
                     .status = "finished",
                     .started_utc = "2030-01-31T12:34:56Z",
                     .finished_utc = "2030-01-31T12:35:56Z",
                     .wall_s = 60.0,
                     .simulated_s = end_s}});
  add_cluster(file, size);
  add_spans(file, size);
  add_traffic(file, size, end_s);
  add_learning(file, size, end_s);
}

}  // namespace simgrad::bench
