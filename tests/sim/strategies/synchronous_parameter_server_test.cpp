#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/trained.hpp"

using namespace simgrad;
using test::exactly;
using test::kBatch_s;
using test::kTransfer_s;
using test::RecordedRun;
using test::run_scenario;
using test::slow_host;

namespace {

double update_s(int gradients) {
  return (2.0 * gradients * 96 + 2.0 * 96) / 1e6;
}

std::string parameter_server(int workers, const std::string& more = "") {
  return test::small_scenario(workers) + R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 3
batch_size = 10
detection_delay = "1 s"
)" + more;
}

}  // namespace

TEST_CASE("synchronous_parameter_server: a round is pull, compute, push and update") {
  const RecordedRun run = run_scenario(parameter_server(4));
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.rounds.size() == 3);
  const double round_s = 2 * kTransfer_s + kBatch_s + update_s(4);
  for (const RoundRow& round : run.rounds) {
    CHECK(round.end_s == exactly(static_cast<double>(round.round) * round_s));
    CHECK(round.completed == 4);
    CHECK(round.up_bytes == 4 * 336);
    CHECK(round.down_bytes == 4 * 336);
  }
  for (const NodeRoundRow& row : run.node_rounds) {
    CHECK(row.receive_s == exactly(kTransfer_s));
    CHECK(row.send_s == exactly(kTransfer_s));
    CHECK(row.latency_s == exactly(0.030));
    CHECK(row.compute_s == exactly(kBatch_s));
    CHECK(row.wait_s == exactly(update_s(4)));
    CHECK(row.samples == 10);
  }
}

TEST_CASE("synchronous_parameter_server: K pulls and pushes share the server's link") {
  const RecordedRun run =
      run_scenario(parameter_server(4), {"platform.generate.server_bandwidth=\"1 Mbit/s\""});
  REQUIRE(run.rounds.size() == 3);
  const double shared_s = 0.015 + 4 * 84 * 4 * 8 / 1e6;
  CHECK(run.rounds.back().end_s == exactly(3 * (2 * shared_s + kBatch_s + update_s(4))));
}

TEST_CASE("synchronous_parameter_server: everybody waits for a straggler") {
  const RecordedRun run = run_scenario(parameter_server(4, R"(
[[failure]]
kind = "slow_host"
hosts = "host-2"
at = "0 s"
speed_factor = 0.125
)"));
  REQUIRE(run.rounds.size() == 3);
  const double round_s = 2 * kTransfer_s + 8 * kBatch_s + update_s(4);
  CHECK(run.rounds.back().end_s == exactly(3 * round_s));
  for (const NodeRoundRow& row : run.node_rounds) {
    const double own_s = row.node == "host-2" ? 8 * kBatch_s : kBatch_s;
    CHECK(row.compute_s == exactly(own_s));
    CHECK(row.wait_s == Approx(8 * kBatch_s - own_s + update_s(4)).epsilon(1e-7));
  }
  CHECK(run.rounds.back().critical_node == "host-2");
}

TEST_CASE("synchronous_parameter_server: step_time in place of flop over speed") {
  const RecordedRun run = run_scenario(parameter_server(2, "[compute]\nstep_time = \"85 ms\"\n"));
  REQUIRE(run.rounds.size() == 3);
  CHECK(run.rounds.back().end_s == exactly(3 * (2 * kTransfer_s + 0.085 + update_s(2))));
}

TEST_CASE("synchronous_parameter_server: K workers of batch b are one of batch K b") {
  for (const std::string optimizer :
       {R"({ kind = "sgd", learning_rate = 0.2 })",
        R"({ kind = "sgd", learning_rate = 0.1, momentum = 0.9, weight_decay = 1e-3 })"}) {
    const RecordedRun run =
        run_scenario(parameter_server(4), {"strategy.rounds=50", "model.kind=mlp",
                                           "model.hidden=[16]", "strategy.optimizer=" + optimizer});
    REQUIRE(run.answer == "exit 0");
    const bool momentum = optimizer.find("momentum") != std::string::npos;
    const auto expected =
        test::train_in_one_process(run.initial, test::union_of_batches(7, 4, 10, 50),
                                   {.learning_rate = momentum ? 0.1 : 0.2,
                                    .momentum = momentum ? 0.9 : 0.0,
                                    .weight_decay = momentum ? 1e-3 : 0.0});
    CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
  }
}

TEST_CASE("synchronous_parameter_server: a lost worker is left out until it has joined again") {
  const RecordedRun run = run_scenario(parameter_server(3, R"(
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "20 ms"
duration = "2 s"
)"),
                                       {"strategy.rounds=100"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.at(0).completed == 2);
  CHECK(run.rounds.at(0).end_s == exactly(1.020 + update_s(2)));  // the detection delay
  CHECK(run.rounds.at(1).selected == 2);
  CHECK(run.rounds.back().completed == 3);
  CHECK(run.events_of("host_down").size() == 1);
  CHECK(run.events_of("restart").size() == 1);
}
