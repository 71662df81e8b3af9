#include <algorithm>
#include <cmath>

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

TEST_CASE("synchronous_parameter_server: with a backup worker nobody waits for the straggler") {
  const RecordedRun run =
      run_scenario(parameter_server(4, slow_host("0.01")), {"strategy.backup_workers=1"});
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.rounds.size() == 3);
  const double round_s = 2 * kTransfer_s + kBatch_s + update_s(3);
  for (const RoundRow& round : run.rounds) {
    CHECK(round.end_s == exactly(static_cast<double>(round.round) * round_s));
    CHECK(round.completed == 3);
    CHECK(round.late == 1);
    CHECK(round.failed == 0);
  }
  for (const NodeRoundRow& row : run.node_rounds) {
    CHECK(row.receive_s == exactly(kTransfer_s));
    if (row.node == "host-1") {  // has the next parameters long before it has computed
      CHECK(row.outcome == "late");
      CHECK(row.samples == 0);
      CHECK(row.compute_s == 0.0);
      CHECK(row.send_s == 0.0);
      CHECK(row.wait_s == 0.0);
      CHECK(row.lost_s == exactly(round_s - kTransfer_s));
    } else {
      CHECK(row.outcome == "completed");
      CHECK(row.lost_s == 0.0);
    }
  }
  // It begins each round's gradient when that round's parameters have come; what the end of the
  // run cuts short is not recorded.
  std::int64_t begun = 0;
  for (const SpanRow& span : run.spans) {
    if (span.node == "host-1" && span.kind == "compute") {
      CHECK(span.begin_s == exactly(static_cast<double>(begun++) * round_s + kTransfer_s));
    }
  }
  CHECK(begun == 2);
}

TEST_CASE("synchronous_parameter_server: a late push in flight is received and dropped") {
  // host-1 computes for 25.6 ms: past the end of the others' round, before the next parameters.
  const RecordedRun run =
      run_scenario(parameter_server(4, slow_host("0.125")), {"strategy.backup_workers=1"});
  REQUIRE(run.answer == "exit 0");
  const double round_s = 2 * kTransfer_s + kBatch_s + update_s(3);
  REQUIRE(kTransfer_s + 8 * kBatch_s > round_s);
  CHECK(run.rounds.at(0).end_s == exactly(round_s));
  CHECK(run.rounds.at(1).end_s == exactly(2 * round_s));
  CHECK(run.rounds.at(1).up_bytes == 4 * 336);  // the late one of the first round too
  std::int64_t late = 0;
  for (const RoundRow& round : run.rounds) {
    CHECK(round.completed == 3);
    late += round.late;
  }
  CHECK(late == 3);
}

TEST_CASE("synchronous_parameter_server: a crash costs a gradient and no time, if one is spare") {
  const RecordedRun run = run_scenario(parameter_server(4, R"(
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "20 ms"
)"),
                                       {"strategy.backup_workers=1", "strategy.rounds=60"});
  REQUIRE(run.answer == "exit 0");
  const double round_s = 2 * kTransfer_s + kBatch_s + update_s(3);
  CHECK(run.rounds.at(0).end_s == exactly(round_s));
  CHECK(run.rounds.at(0).completed == 3);
  // Once it is known, a second after, three are members and the first two count.
  CHECK(run.rounds.back().selected == 3);
  CHECK(run.rounds.back().completed == 2);
  CHECK(run.rounds.back().late == 1);
}

TEST_CASE("synchronous_parameter_server: one gradient counts, however few members are left") {
  const RecordedRun run = run_scenario(parameter_server(4, R"(
[[failure]]
kind = "host_crash"
hosts = ["host-1", "host-2", "host-3"]
at = "20 ms"
)"),
                                       {"strategy.backup_workers=3", "strategy.rounds=60"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.back().selected == 1);
  CHECK(run.rounds.back().completed == 1);
}

TEST_CASE("synchronous_parameter_server: the first N of N + b exponentials take H_{N+b} − H_b") {
  constexpr int kWorkers = 12;
  constexpr int kRounds = 400;
  for (const int backups : {0, 3}) {
    const RecordedRun run = run_scenario(
        parameter_server(kWorkers) +
            "[compute]\nstep_time = { distribution = \"exponential\", mean = \"1 s\" }\n",
        {"strategy.rounds=" + std::to_string(kRounds), "evaluation.every_rounds=400",
         "strategy.backup_workers=" + std::to_string(backups)});
    REQUIRE(run.answer == "exit 0");
    double mean_s = 0.0;
    double variance = 0.0;
    for (int i = backups + 1; i <= kWorkers; ++i) {
      mean_s += 1.0 / i;
      variance += 1.0 / (i * i);
    }
    const double measured_s = run.rounds.back().end_s / kRounds;
    const double known_s = 2 * kTransfer_s + update_s(kWorkers - backups);
    INFO(backups << " backup workers: " << measured_s - known_s << " s, expected " << mean_s);
    CHECK(std::abs(measured_s - known_s - mean_s) < 3 * std::sqrt(variance / kRounds));
  }
}

TEST_CASE("synchronous_parameter_server: it learns from the gradients that count, no others") {
  const RecordedRun run = run_scenario(parameter_server(5) + "[compute]\njitter_sigma = 1.0\n",
                                       {"strategy.rounds=50", "strategy.backup_workers=2",
                                        "strategy.optimizer={ kind = \"sgd\", momentum = 0.9 }"});
  REQUIRE(run.answer == "exit 0");
  std::vector<test::StepOfSome> counted;
  for (std::size_t step = 0; step < 50; ++step) {
    counted.push_back({step, {}});
  }
  for (const NodeRoundRow& row : run.node_rounds) {
    if (row.outcome == "completed") {
      counted.at(static_cast<std::size_t>(row.round) - 1)
          .who.insert(std::stoul(row.node.substr(std::string("host-").size())));
    }
  }
  CHECK(std::all_of(counted.begin(), counted.end(), [](const test::StepOfSome& step) {
    return step.who.size() == 3;
  }));
  const auto expected =
      test::train_in_one_process(run.initial, test::union_of_batches(7, 5, 10, counted),
                                 {.learning_rate = 0.1, .momentum = 0.9});
  CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
}
