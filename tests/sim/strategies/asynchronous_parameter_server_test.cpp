#include <algorithm>
#include <cmath>
#include <map>

#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/trained.hpp"
#include "tests/support/updates.hpp"

using namespace simgrad;
using test::exactly;
using test::kBatch_s;
using test::kTransfer_s;
using test::kUpdate_s;
using test::RecordedRun;
using test::run_scenario;
using test::slow_host;

namespace {

/// From one update of a worker to its next, if the server is free.
double cycle_s(double slowness = 1.0) {
  return 2 * kTransfer_s + slowness * kBatch_s + kUpdate_s;
}

std::string asynchronous(int workers, const std::string& more = "") {
  return test::small_scenario(workers) + R"(
[strategy]
kind = "asynchronous_parameter_server"
rounds = 3
batch_size = 10
detection_delay = "1 s"
retries = 2
retry_interval = "100 ms"
)" + more;
}

/// All three of different speeds, so that they come to the server in changing orders.
constexpr const char* kThreeSpeeds = R"(
[[failure]]
kind = "slow_host"
hosts = "host-1"
at = "0 s"
speed_factor = 0.31
[[failure]]
kind = "slow_host"
hosts = "host-2"
at = "0 s"
speed_factor = 0.047
)";

double total_s(const NodeRoundRow& row) {
  return row.compute_s + row.send_s + row.receive_s + row.wait_s + row.down_s + row.lost_s;
}

}  // namespace

TEST_CASE("asynchronous_parameter_server: one worker's round is pull, compute, push and update") {
  const RecordedRun run = run_scenario(asynchronous(1));
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.rounds.size() == 3);
  for (const RoundRow& round : run.rounds) {
    CHECK(round.end_s == exactly(static_cast<double>(round.round) * cycle_s()));
    CHECK(round.selected == 1);
    CHECK(round.completed == 1);
    CHECK(round.up_bytes == 336);
    CHECK(round.down_bytes == 336);
    CHECK(round.mean_staleness == 0.0);
    CHECK(round.critical_node == "host-0");
  }
  REQUIRE(run.node_rounds.size() == 3);
  for (const NodeRoundRow& row : run.node_rounds) {
    CHECK(row.receive_s == exactly(kTransfer_s));
    CHECK(row.send_s == exactly(kTransfer_s));
    CHECK(row.compute_s == exactly(kBatch_s));
    CHECK(row.wait_s == Approx(kUpdate_s).epsilon(1e-6));
    CHECK(row.samples == 10);
    CHECK(row.outcome == "completed");
    CHECK(std::isfinite(row.loss));
  }
}

TEST_CASE("asynchronous_parameter_server: nobody waits for a straggler") {
  const RecordedRun run = run_scenario(asynchronous(2, slow_host("0.1")), {"strategy.rounds=30"});
  REQUIRE(run.answer == "exit 0");
  const double end_s = run.run.simulated_s;
  std::vector<double> expected_s;
  for (const double own_s : {cycle_s(), cycle_s(10.0)}) {
    for (int k = 1; k * own_s <= end_s * (1 + 1e-9); ++k) {
      expected_s.push_back(k * own_s);
    }
  }
  std::sort(expected_s.begin(), expected_s.end());
  const std::vector<MetricRow> updates = test::staleness_of(run);
  REQUIRE(updates.size() == 60);
  REQUIRE(expected_s.size() == 60);
  for (std::size_t i = 0; i < updates.size(); ++i) {
    CHECK(updates[i].simulated_s == exactly(expected_s[i]));
  }
  // Each of a worker's rows begins where its last one ended: nothing is counted twice or left out.
  std::map<std::string, double> reported_s;
  std::map<std::string, std::int64_t> samples;
  for (const NodeRoundRow& row : run.node_rounds) {
    reported_s[row.node] += total_s(row);
    samples[row.node] += row.samples;
  }
  const auto fast = static_cast<std::int64_t>(end_s / cycle_s() * (1 + 1e-9));
  const auto slow = static_cast<std::int64_t>(end_s / cycle_s(10.0) * (1 + 1e-9));
  CHECK(samples["host-0"] == 10 * fast);
  CHECK(samples["host-1"] == 10 * slow);
  CHECK(reported_s["host-0"] == exactly(static_cast<double>(fast) * cycle_s()));
  CHECK(reported_s["host-1"] == exactly(static_cast<double>(slow) * cycle_s(10.0)));
}

TEST_CASE("asynchronous_parameter_server: staleness and bytes of a case worked by hand") {
  const RecordedRun run = run_scenario(asynchronous(2, slow_host("0.1")));
  // The fast one's updates at 1, 2, 3, 4 of 38.8 ms, the slow one's at 1, 2 of 67.6 ms: F S F F S
  // F. F's second pulled after step 1 and is step 3: S's was between. S's second pulled after step
  // 2 and is step 5.
  const std::vector<double> by_hand{0, 1, 1, 0, 2, 1};
  std::vector<double> recorded;
  for (const MetricRow& row : test::staleness_of(run)) {
    recorded.push_back(row.value);
  }
  CHECK(recorded == by_hand);
  REQUIRE(run.rounds.size() == 3);
  CHECK(run.rounds[0].mean_staleness == 0.5);
  CHECK(run.rounds[1].mean_staleness == 0.5);
  CHECK(run.rounds[2].mean_staleness == 1.5);
  // 336 bytes a transfer, two updates a round. Pulls arrive at 17.7 ms twice, then 17.7 ms after
  // each update: the fast one's second before the first round ends at 67.6 ms.
  const std::vector<std::int64_t> pulls{3, 2, 2};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(run.rounds[i].up_bytes == 2 * 336);
    CHECK(run.rounds[i].down_bytes == pulls[i] * 336);
  }
}

TEST_CASE("asynchronous_parameter_server: updates follow the recorded order and staleness") {
  struct Case {
    std::string optimizer;
    UpdateRule rule;
    double tolerance;
  };
  const std::vector<Case> cases{
      {R"({ kind = "sgd", learning_rate = 0.1, momentum = 0.5, weight_decay = 1e-3 })",
       SgdRule{.learning_rate = 0.1F, .momentum = 0.5F, .weight_decay = 1e-3F}, 1e-5},
      {R"({ kind = "adam_w", learning_rate = 0.01 })",
       AdamWRule{.learning_rate = 0.01F,
                 .beta1 = 0.9F,
                 .beta2 = 0.999F,
                 .epsilon = 1e-8F,
                 .weight_decay = 0.01F},
       1e-4}};
  for (const Case& each : cases) {
    for (const bool is_aware : {false, true}) {
      const RecordedRun run =
          run_scenario(asynchronous(3, kThreeSpeeds),
                       {"strategy.rounds=40", "model.kind=mlp", "model.hidden=[16]",
                        "strategy.optimizer=" + each.optimizer,
                        std::string("strategy.staleness_aware=") + (is_aware ? "true" : "false")});
      REQUIRE(run.answer == "exit 0");
      const std::vector<test::StaleUpdate> updates = test::updates_of(run);
      CHECK(std::any_of(updates.begin(), updates.end(), [](const test::StaleUpdate& update) {
        return update.staleness >= 5;
      }));
      const auto expected =
          test::train_with_staleness(run.initial, 7, 3, 10, each.rule, is_aware, updates);
      INFO(each.optimizer << (is_aware ? " by staleness" : ""));
      CHECK(test::relative_distance(run.initial, run.final, expected) <= each.tolerance);
      // What the test can tell apart.
      const auto other =
          test::train_with_staleness(run.initial, 7, 3, 10, each.rule, !is_aware, updates);
      CHECK(test::relative_distance(run.initial, run.final, other) > 0.01);
    }
  }
}

TEST_CASE("asynchronous_parameter_server: one worker alone is the synchronous server, bit by bit") {
  for (const std::string optimizer : {R"({ kind = "sgd", momentum = 0.9 })", R"("adam_w")"}) {
    const std::vector<std::string> overrides{"strategy.rounds=30",
                                             "strategy.optimizer=" + optimizer};
    auto synchronous = overrides;
    synchronous.emplace_back("strategy.kind=synchronous_parameter_server");
    const RecordedRun one = run_scenario(asynchronous(1), overrides);
    const RecordedRun other = run_scenario(asynchronous(1), synchronous);
    REQUIRE(one.answer == "exit 0");
    REQUIRE(other.answer == "exit 0");
    CHECK(test::numbers_of(one.final) == test::numbers_of(other.final));
  }
}

TEST_CASE(
    "asynchronous_parameter_server: a crash costs one gradient, and a repair brings it back") {
  const RecordedRun run = run_scenario(asynchronous(2, R"(
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "20 ms"
duration = "2 s"
)"),
                                       {"strategy.rounds=100"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.events_of("restart").size() == 1);
  std::int64_t lost = 0;
  double down_s = 0.0;
  for (const RoundRow& round : run.rounds) {
    lost += round.failed;
    CHECK(round.completed == 2);
  }
  for (const NodeRoundRow& row : run.node_rounds) {
    down_s += row.down_s;
  }
  CHECK(lost == 1);
  CHECK(down_s == exactly(2.0));
  // The survivor went on at its own pace: 2 s alone. The other joins with a message of no bytes.
  CHECK(run.rounds.at(0).end_s == exactly(2 * cycle_s()));
  const auto joined =
      std::find_if(run.node_rounds.begin(), run.node_rounds.end(), [](const NodeRoundRow& row) {
        return row.node == "host-1" && row.outcome == "completed";
      });
  REQUIRE(joined != run.node_rounds.end());
  CHECK(run.rounds.at(static_cast<std::size_t>(joined->round) - 1).begin_s <
        2.020 + 0.015 + cycle_s());
  CHECK(run.rounds.at(static_cast<std::size_t>(joined->round) - 1).end_s >=
        2.020 + 0.015 + cycle_s());
}

TEST_CASE("asynchronous_parameter_server: a node's time adds up, through crashes and repairs") {
  const RecordedRun run =
      run_scenario(asynchronous(4, R"(
[compute]
jitter_sigma = 0.5
[[failure]]
kind = "host_crash"
hosts = "host-*"
time_to_failure = { distribution = "exponential", mean = "1 s" }
time_to_repair = { distribution = "exponential", mean = "300 ms" }
)"),
                   {"strategy.rounds=100", "strategy.detection_delay=\"50 ms\""});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.events_of("host_down").size() > 5);
  std::map<std::string, double> reported_s;
  for (const NodeRoundRow& row : run.node_rounds) {
    reported_s[row.node] += total_s(row);
    const RoundRow& round = run.rounds.at(static_cast<std::size_t>(row.round) - 1);
    INFO(row.node << " in round " << row.round << ": " << row.outcome);
    CHECK(reported_s[row.node] <= round.end_s + 1e-9);
    if (row.node == round.critical_node || row.outcome == "failed") {
      CHECK(reported_s[row.node] == Approx(round.end_s).margin(1e-9));
    }
  }
}

TEST_CASE("asynchronous_parameter_server: all lost at once, all repaired, the run goes on") {
  const RecordedRun run = run_scenario(asynchronous(3, R"(
[[failure]]
kind = "host_crash"
hosts = "host-*"
at = "50 ms"
duration = "5 s"
)"),
                                       {"strategy.rounds=10"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.size() == 10);
  CHECK(run.run.simulated_s > 5.050);
}

TEST_CASE("asynchronous_parameter_server: a link cut for longer than the tries is joined again") {
  for (const std::string during : {"5 ms", "20 ms"}) {  // the pull; the gradient, so then the push
    const RecordedRun run =
        run_scenario(asynchronous(2,
                                  "[[failure]]\nkind = \"link_down\"\nlinks = \"link-1\"\n"
                                  "duration = \"3 s\"\nat = \"" +
                                      during + "\"\n"),
                     {"strategy.rounds=100"});
    INFO(during);
    REQUIRE(run.answer == "exit 0");
    // Three tries, 0.1 s apart, then three to join; what would follow every 0.1 s is not tried.
    CHECK(run.events_of("retry").size() == 4);
    CHECK(run.events_of("drop").size() == 6);
    const auto back =
        std::count_if(run.node_rounds.begin(), run.node_rounds.end(), [](const NodeRoundRow& row) {
          return row.node == "host-1" && row.outcome == "completed";
        });
    CHECK(back > 5);
  }
}

TEST_CASE("asynchronous_parameter_server: a life does not work on what an earlier one was sent") {
  // The first pull is cut at 5 ms and tried again at 105 ms: by then host-1 has been off and on.
  // That one reaches it before its own question to join, tried again at 140 ms, is answered.
  const RecordedRun run = run_scenario(asynchronous(2, R"(
[[failure]]
kind = "link_down"
links = "link-1"
at = "5 ms"
duration = "85 ms"
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "20 ms"
duration = "20 ms"
)"),
                                       {"strategy.rounds=10"});
  REQUIRE(run.answer == "exit 0");
  double computes_from_s = 0.140 + 0.015 + kTransfer_s;
  for (const SpanRow& span : run.spans) {
    if (span.node == "host-1" && span.kind == "compute") {
      CHECK(span.begin_s >= computes_from_s - 1e-6);
      computes_from_s = span.begin_s + cycle_s();  // its gradient has to be there and back
    }
  }
  CHECK(computes_from_s > 0.3);
}

TEST_CASE("asynchronous_parameter_server: the server's link cut for ever ends the run") {
  const RecordedRun run = run_scenario(asynchronous(2, R"(
[[failure]]
kind = "link_down"
links = "link-server"
at = "20 ms"
)"));
  CHECK(run.answer == "exit 1");
  CHECK(run.run.reason.find("nothing can happen any more") != std::string::npos);
  CHECK(run.run.simulated_s < 1.0);
}

TEST_CASE("asynchronous_parameter_server: a goal stops the run at the round that reached it") {
  const RecordedRun run =
      run_scenario(asynchronous(4, "[stop]\naccuracy = 0.6\n"), {"strategy.rounds=200"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.size() < 100);
  CHECK(run.run.reason.find("accuracy") != std::string::npos);
}
