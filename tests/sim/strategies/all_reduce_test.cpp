#include <algorithm>
#include <array>
#include <cmath>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/trained.hpp"

using namespace simgrad;
using test::exactly;
using test::kBatch_s;
using test::kFullDuplex;
using test::kLatency_s;
using test::kUpdate_s;
using test::RecordedRun;
using test::run_scenario;

namespace {

std::string all_reduce(int workers, const std::string& more = "") {
  return test::small_scenario(workers) + R"(
[strategy]
kind = "all_reduce"
rounds = 3
batch_size = 10
detection_delay = "1 s"
)" + more;
}

/// ‖w_a − w_b‖₂ / ‖w_b − w₀‖₂.
double distance(const RecordedRun& a, const RecordedRun& b) {
  double apart = 0.0;
  double moved = 0.0;
  for (std::size_t t = 0; t < b.final.tensors.size(); ++t) {
    for (std::size_t i = 0; i < b.final.tensors[t].data.size(); ++i) {
      const double end = b.final.tensors[t].data[i];
      apart += std::pow(a.final.tensors[t].data[i] - end, 2);
      moved += std::pow(b.initial.tensors[t].data[i] - end, 2);
    }
  }
  return std::sqrt(apart / moved);
}

}  // namespace

TEST_CASE("all_reduce: a step is gradient, ring and update") {
  // 84 parameters in 4 chunks of 21: each of the 6 steps moves 84 bytes.
  const RecordedRun run = run_scenario(all_reduce(4), {kFullDuplex});
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.rounds.size() == 3);
  const double ring_s = 6 * (kLatency_s + 84 * 8 / 1e6);
  for (const RoundRow& round : run.rounds) {
    CHECK(round.end_s ==
          exactly(static_cast<double>(round.round) * (kBatch_s + ring_s + kUpdate_s)));
    CHECK(round.completed == 4);
    CHECK(round.up_bytes == 4 * 6 * 84);
    CHECK(round.down_bytes == 0);
  }
}

TEST_CASE("all_reduce: K workers of batch b are one of batch K b") {
  for (const char* bucket : {"1 B", "2 KiB", "25 MiB"}) {
    const RecordedRun run =
        run_scenario(all_reduce(4), {"strategy.rounds=50", "model.kind=mlp", "model.hidden=[16]",
                                     "strategy.optimizer={ kind = \"sgd\", learning_rate = 0.2 }",
                                     fmt::format("strategy.bucket_size=\"{}\"", bucket)});
    REQUIRE(run.answer == "exit 0");
    const auto expected = test::train_in_one_process(
        run.initial, test::union_of_batches(7, 4, 10, 50), {.learning_rate = 0.2});
    CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
  }
}

TEST_CASE("all_reduce: a lost worker is left out until it has joined again") {
  const RecordedRun run = run_scenario(all_reduce(3, R"(
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "20 ms"
duration = "2 s"
)"),
                                       {"strategy.rounds=100"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.at(0).completed == 2);
  CHECK(run.rounds.at(0).end_s > 1.020);  // the detection delay
  CHECK(run.rounds.at(1).selected == 2);
  CHECK(run.rounds.back().completed == 3);
  CHECK(run.events_of("restart").size() == 1);
}

TEST_CASE("all_reduce: the others wait for a lost worker, or give the run up") {
  const std::string crash = R"(
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "20 ms"
duration = "2 s"
)";
  const RecordedRun waiting = run_scenario(all_reduce(3, crash), {"strategy.on_failure=wait"});
  REQUIRE(waiting.answer == "exit 0");
  CHECK(waiting.rounds.at(0).completed == 3);
  CHECK(waiting.rounds.at(0).end_s > 2.020);
  const RecordedRun aborted = run_scenario(all_reduce(3, crash), {"strategy.on_failure=abort"});
  CHECK(aborted.answer == "exit 1");
  CHECK(aborted.run.reason == "worker host-1 was lost (on_failure = \"abort\")");
}

TEST_CASE(
    "all_reduce: a bucket is summed when its gradient is there and the one before is summed") {
  // 20-16-4: buckets of 4, 64, 16 and 320 parameters, there after the forward pass (768 flop a
  // sample), the last layer's way back (256), at once, the first layer's (640).
  const RecordedRun run = run_scenario(
      all_reduce(2), {kFullDuplex, "platform.generate.latency=100 us", "model.kind=mlp",
                      "model.hidden=[16]", "strategy.bucket_size=1 B"});
  REQUIRE(run.answer == "exit 0");
  constexpr std::array kParameters{4, 64, 16, 320};
  constexpr std::array kThere_s{7.68e-3, 10.24e-3, 10.24e-3, 16.64e-3};
  double summed_s = 0.0;
  for (std::size_t b = 0; b < kParameters.size(); ++b) {
    const double ring_s = 2 * (200e-6 + 0.5 * kParameters[b] * 4 * 8 / 1e6);
    summed_s = std::max(summed_s, kThere_s[b]) + ring_s;
  }
  CHECK(run.rounds.back().end_s == exactly(3 * (summed_s + 2.0 * 416 / 1e6)));
}

TEST_CASE("all_reduce: every collective trains the parameters that a parameter server does") {
  const std::vector<std::string> more{"strategy.rounds=30", "model.kind=mlp", "model.hidden=[16]"};
  const RecordedRun server =
      run_scenario(test::small_scenario(5) +
                       "[strategy]\nkind = \"synchronous_parameter_server\"\nbatch_size = 10\n",
                   more);
  REQUIRE(server.answer == "exit 0");
  for (const char* collective :
       {"\"ring\"", "\"recursive_halving_doubling\"", "{ kind = \"binary_tree\", chunks = 3 }",
        "{ kind = \"hierarchical\", hosts_per_group = 2 }",
        "{ kind = \"hierarchical\", hosts_per_group = 3, between = \"binary_tree\" }"}) {
    const RecordedRun run =
        run_scenario(all_reduce(5, std::string("collective = ") + collective + "\n"), more);
    INFO(collective << ": " << run.answer);
    REQUIRE(run.answer == "exit 0");
    CHECK(distance(run, server) <= 1e-5);
  }
}
