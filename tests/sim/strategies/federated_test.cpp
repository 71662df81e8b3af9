#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/trained.hpp"

using namespace simgrad;
using test::exactly;
using test::kTransfer_s;
using test::RecordedRun;
using test::run_scenario;
using test::slow_host;

namespace {

double local_s(int clients) {
  return 240.0 / clients * 320 / 1e6;
}
double average_s(int updates) {
  return 2.0 * updates * 96 / 1e6;
}

std::string federated(int clients, const std::string& more = "") {
  return test::small_scenario(clients) + R"(
[strategy]
kind = "federated"
rounds = 3
clients_per_round = )" +
         std::to_string(clients) + R"(
detection_delay = "1 s"
)" + more;
}

}  // namespace

TEST_CASE("federated: a round is download, local training, upload and average") {
  const RecordedRun run = run_scenario(federated(4));
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.rounds.size() == 3);
  CHECK(run.rounds.back().end_s == exactly(3 * (2 * kTransfer_s + local_s(4) + average_s(4))));
  CHECK(run.node_rounds.size() == 12);
}

TEST_CASE("federated: the deadline closes a round, and who is late is left alone") {
  const RecordedRun run =
      run_scenario(federated(3, slow_host("0.001")), {"strategy.round_deadline=\"1 s\""});
  REQUIRE(run.answer == "exit 0");
  const RoundRow& first = run.rounds.at(0);
  CHECK(first.end_s == exactly(1.0 + average_s(2)));
  CHECK(first.completed == 2);
  CHECK(first.late == 1);
  CHECK(first.critical_node.empty());
  // The late client is still at work: the second round is the other two's.
  const RoundRow& second = run.rounds.at(1);
  CHECK(second.selected == 2);
  CHECK(second.end_s - second.begin_s ==
        Approx(2 * kTransfer_s + local_s(3) + average_s(2)).epsilon(1e-9));
  CHECK(run.events_of("timeout").size() == 1);
}

TEST_CASE("federated: a run may be stopped at the very instant of a deadline") {
  const RecordedRun run =
      run_scenario(federated(3, slow_host("0.001")),
                   {"strategy.round_deadline=\"1 s\"", "stop.simulated_time=\"1 s\"",
                    "strategy.clients_per_round=3"});
  CHECK(run.answer == "exit 0");
  CHECK(run.run.simulated_s == 1.0);
}

TEST_CASE("federated: of an over-selected cohort the first results count") {
  const RecordedRun run =
      run_scenario(federated(3, slow_host("0.001")),
                   {"strategy.clients_per_round=2", "strategy.over_selection=1.5"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.at(0).selected == 3);
  CHECK(run.rounds.at(0).completed == 2);
  CHECK(run.rounds.at(0).late == 1);
  CHECK(run.rounds.at(0).end_s == exactly(2 * kTransfer_s + local_s(3) + average_s(2)));
}

TEST_CASE("federated: a client lost in mid-round is dropped, and the round goes on") {
  const RecordedRun run = run_scenario(federated(3, R"(
[[failure]]
kind = "host_crash"
hosts = "host-2"
at = "30 ms"
duration = "20 ms"
)"));
  REQUIRE(run.answer == "exit 0");
  const RoundRow& first = run.rounds.at(0);
  CHECK(first.failed == 1);
  CHECK(first.completed == 2);
  CHECK(first.end_s == exactly(1.030 + average_s(2)));
  CHECK(run.rounds.at(1).completed == 3);  // repaired, it is drawn again
}

TEST_CASE("federated: one local step of everybody on equal shares is synchronous SGD") {
  const RecordedRun run =
      run_scenario(federated(4), {"strategy.rounds=50", "model.kind=mlp", "model.hidden=[16]",
                                  "strategy.local={ epochs = 1, batch_size = 0, "
                                  "optimizer = { kind = \"sgd\", learning_rate = 0.3 } }"});
  REQUIRE(run.answer == "exit 0");
  const auto expected = test::train_in_one_process(
      run.initial, std::vector<std::vector<std::uint32_t>>(50, test::all_samples()),
      {.learning_rate = 0.3});
  CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
}

TEST_CASE("federated: a goal stops the run at the round that reached it, read a round later") {
  const RecordedRun run =
      run_scenario(federated(4, "[stop]\naccuracy = 0.6\n"), {"strategy.rounds=200"});
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.metrics.size() == 1);
  CHECK(run.metrics[0].name == "time_to_accuracy_s");
  std::size_t reached = 0;
  while (run.evaluations.at(reached).accuracy < 0.6) {
    ++reached;
  }
  CHECK(run.metrics[0].value == run.evaluations[reached].simulated_s);
  CHECK(run.rounds.size() == static_cast<std::size_t>(run.evaluations[reached].round));
}

TEST_CASE("federated: a client's time adds up to its part of the round, repairs between apart") {
  const RecordedRun run = run_scenario(
      federated(6, R"(
[[failure]]
kind = "host_crash"
hosts = "host-*"
time_to_failure = { distribution = "exponential", mean = "1 s" }
time_to_repair = { distribution = "exponential", mean = "300 ms" }
)"),
      {"strategy.rounds=40", "strategy.clients_per_round=2", "strategy.detection_delay=\"50 ms\""});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.events_of("host_down").size() > 5);
  for (const NodeRoundRow& row : run.node_rounds) {
    const RoundRow& round = run.rounds.at(static_cast<std::size_t>(row.round) - 1);
    const double total_s =
        row.compute_s + row.send_s + row.receive_s + row.wait_s + row.down_s + row.lost_s;
    INFO(row.node << " in round " << row.round << ": " << row.outcome);
    CHECK(row.wait_s >= 0.0);
    if (row.outcome != "late") {
      CHECK(total_s == Approx(round.end_s - round.begin_s).margin(1e-9));
    }
    CHECK((row.outcome == "failed" || row.down_s == 0.0));
  }
}
