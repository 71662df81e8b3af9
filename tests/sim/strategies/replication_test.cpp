#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sim/scenario/plan.hpp"
#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/trained.hpp"

using namespace simgrad;
using test::crash;
using test::exactly;
using test::kBatch_s;
using test::kTransfer_s;
using test::kUpdate_s;
using test::RecordedRun;
using test::run_scenario;

/// What replicas cost, when a standby takes over, and what it goes on from.
namespace {

constexpr int kRounds = 6;
constexpr double kDetection_s = 0.1;
/// One worker: pull, gradient, push, mean and step.
constexpr double kRound_s = 2 * kTransfer_s + kBatch_s + kUpdate_s + 2.0 * 96 / 1e6;
/// From server to server: 336 bytes over two links of 1 Gbit/s and 5 ms.
constexpr double kReplica_s = 2 * 0.005 + 336 / (1e9 / 8);

/// Three servers' hosts, of which one has the role and two stand by.
std::string trained(const std::string& kind, int workers, const std::string& replication,
                    const std::string& more = "") {
  const std::string own = kind == "federated" ? fmt::format("clients_per_round = {}\n", workers)
                                              : std::string("batch_size = 10\n");
  return test::small_scenario(workers) + "[strategy]\nkind = \"" + kind + "\"\n" + own +
         fmt::format("rounds = {}\n", kRounds) +
         "detection_delay = \"100 ms\"\nretries = 5\nretry_interval = \"50 ms\"\n" +
         (replication.empty() ? "" : "replication = { " + replication + " }\n") + more;
}

const std::vector<std::string> kStandbys{"platform.generate.servers=3", "platform.server=server-0",
                                         "platform.standby=[\"server-1\", \"server-2\"]"};

RecordedRun run(const std::string& scenario, std::vector<std::string> overrides = {}) {
  overrides.insert(overrides.begin(), kStandbys.begin(), kStandbys.end());
  return run_scenario(scenario, overrides);
}

double sum_of(const RecordedRun& run, const std::string& name) {
  double sum = 0.0;
  for (const MetricRow& metric : run.metrics) {
    sum += metric.name == name ? metric.value : 0.0;
  }
  return sum;
}

const std::string kSynchronous = "synchronous_parameter_server";

}  // namespace

TEST_CASE("replication: training stands still for a synchronous replica, for its transfer") {
  const RecordedRun run = ::run(trained(kSynchronous, 1, "every_rounds = 2"));
  INFO(run.answer << run.run.reason);
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.rounds.size() == kRounds);
  for (const RoundRow& round : run.rounds) {
    const auto before = static_cast<double>((round.round - 1) / 2);
    CHECK(round.end_s ==
          exactly(static_cast<double>(round.round) * kRound_s + before * kReplica_s));
  }
  CHECK(sum_of(run, "replica_s") == exactly(2 * kReplica_s));
  REQUIRE(run.events_of("replica").size() == 2);
  CHECK(run.events_of("replica")[0].detail == "of round 2 on server-1, in 0.0100027 s");
}

TEST_CASE("replication: a standby takes over after the detection delay, where the replica is") {
  // In round 4: one of every round is on server-1.
  const double crash_s = 3.5 * kRound_s + 3 * kReplica_s;
  const RecordedRun run =
      ::run(trained(kSynchronous, 1, "", "replication = {}\n" + crash("server-0", crash_s)));
  INFO(run.answer << run.run.reason);
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.rounds.size() == kRounds);
  const std::vector<EventRow> taken = run.events_of("take_over");
  REQUIRE(taken.size() == 1);
  CHECK(taken[0].simulated_s == exactly(crash_s + kDetection_s));
  CHECK(taken[0].detail == "from server-0 to server-1");
  CHECK(run.rounds[3].completed == 0);
  CHECK(run.rounds[3].end_s == exactly(crash_s + kDetection_s));
  // Since its push the worker has asked to join every 50 ms; when it is heard, the next standby
  // gets a copy.
  const double pushed_s = 3 * (kRound_s + kReplica_s) + kTransfer_s + kBatch_s;
  CHECK(run.rounds[4].begin_s == exactly(pushed_s + 2 * 0.05 + 0.015 + kReplica_s));
  CHECK(run.rounds[4].end_s == exactly(run.rounds[4].begin_s + kRound_s));
  CHECK(sum_of(run, "lost_rounds") == 1.0);
  CHECK(sum_of(run, "lost_s") == exactly(0.5 * kRound_s));
}
