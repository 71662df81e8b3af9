#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sim/scenario/plan.hpp"
#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/trained.hpp"
#include "tests/support/updates.hpp"

using namespace simgrad;
using test::crash;
using test::exactly;
using test::kBatch_s;
using test::kTransfer_s;
using test::kUpdate_s;
using test::RecordedRun;
using test::run_scenario;
using test::sum_of;

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

TEST_CASE("replication: training goes on beside an asynchronous one; what it lacks is lost") {
  const std::string asynchronous = "mode = \"asynchronous\"";
  // A slow way between the servers: the first replica, of round 1, arrives in round 4.
  const std::string slow = R"(
[[failure]]
kind = "link_degradation"
links = "link-server-1"
at = "0 s"
latency_factor = 20.0
bandwidth_factor = 1.0
)";
  const double replica_s = 0.105 + 336 / (1e9 / 8);
  const RecordedRun calm = ::run(trained(kSynchronous, 1, asynchronous, slow));
  REQUIRE(calm.answer == "exit 0");
  CHECK(calm.rounds.back().end_s == exactly(kRounds * kRound_s));
  CHECK(sum_of(calm, "replica_s") == 0.0);
  REQUIRE(calm.events_of("replica").size() >= 1);
  CHECK(calm.events_of("replica")[0].simulated_s == exactly(kRound_s + replica_s));

  const RecordedRun run =
      ::run(trained(kSynchronous, 1, asynchronous, slow + crash("server-0", 4.5 * kRound_s)));
  INFO(run.answer << run.run.reason);
  REQUIRE(run.answer == "exit 0");
  CHECK(sum_of(run, "lost_rounds") == 4.0);  // 2 to 5
  CHECK(sum_of(run, "lost_s") == exactly(3.5 * kRound_s));
}

TEST_CASE("replication: a replica has the optimizer's slots, and each server sends its slice") {
  const RecordedRun adam =
      ::run(trained(kSynchronous, 1, "every_rounds = 5"), {"strategy.optimizer=adam_w"});
  REQUIRE(adam.answer == "exit 0");
  CHECK(sum_of(adam, "replica_s") == exactly(0.010 + 3 * 336 / (1e9 / 8)));
  // Of two servers, at once into the one link of the standby, half of which carries each slice.
  const RecordedRun two =
      ::run(trained(kSynchronous, 1, "every_rounds = 5"),
            {"platform.server=[\"server-0\", \"server-1\"]", "platform.standby=server-2"});
  INFO(two.answer);
  REQUIRE(two.answer == "exit 0");
  CHECK(sum_of(two, "replica_s") == exactly(0.010 + 336 / (1e9 / 8)));
}

TEST_CASE("replication: after a crash the parameters are those of the rounds that count") {
  for (const double part : {0.1, 0.5, 0.95}) {
    const RecordedRun calm = ::run(trained(kSynchronous, 3, "every_rounds = 1"));
    REQUIRE(calm.answer == "exit 0");
    const RoundRow& hit = calm.rounds.at(3);
    const double crash_s = hit.begin_s + part * (hit.end_s - hit.begin_s);
    const RecordedRun run =
        ::run(trained(kSynchronous, 3, "every_rounds = 1", crash("server-0", crash_s)));
    INFO("crash at " << crash_s << " s: " << run.answer << run.run.reason);
    REQUIRE(run.answer == "exit 0");
    REQUIRE(run.rounds.size() == kRounds);
    std::vector<test::StepOfSome> steps;
    for (const RoundRow& round : run.rounds) {
      CHECK(round.completed == (round.round == 4 ? 0 : 3));
      if (round.completed > 0) {
        steps.push_back({static_cast<std::size_t>(round.round - 1), {0, 1, 2}});
      }
    }
    const auto expected = test::train_in_one_process(
        run.initial, test::union_of_batches(7, 3, 10, steps), test::PlainSgd{});
    CHECK(test::relative_distance(run.initial, run.final, expected) < 1e-5);
  }
}

TEST_CASE(
    "replication: a crash of the standby with the replica, or on its way, asks the next one") {
  // While it is on its way, of round 1; and before the primary's own crash.
  const double sending_s = kRound_s + 0.5 * kReplica_s;
  const RecordedRun run =
      ::run(trained(kSynchronous, 1, "every_rounds = 1", crash("server-1", sending_s, "30 ms")));
  REQUIRE(run.answer == "exit 0");
  const std::vector<EventRow> replicas = run.events_of("replica");
  REQUIRE(replicas.size() == 5);
  CHECK(replicas[0].simulated_s == exactly(sending_s + kReplica_s));
  CHECK(replicas[0].detail.find("of round 1 on server-2") == 0);
  CHECK(replicas[1].detail.find("of round 2 on server-1") == 0);

  // server-1 is back and without a replica, which is on server-2: that one is preferred.
  const RecordedRun both =
      ::run(trained(kSynchronous, 1, "every_rounds = 1",
                    crash("server-1", sending_s, "30 ms") +
                        crash("server-0", 1.95 * kRound_s + 1.5 * kReplica_s)));
  REQUIRE(both.answer == "exit 0");
  REQUIRE(both.events_of("take_over").size() == 1);
  CHECK(both.events_of("take_over")[0].detail == "from server-0 to server-2");
  CHECK(sum_of(both, "lost_rounds") == 1.0);
}

TEST_CASE("replication: the role does not go back, and the first host stands by when it is on") {
  const RecordedRun run =
      ::run(trained(kSynchronous, 1, "every_rounds = 1",
                    crash("server-0", 0.06, "50 ms") + crash("[\"server-1\", \"server-2\"]", 0.3)),
            {"strategy.rounds=12"});
  INFO(run.answer << run.run.reason);
  const std::vector<EventRow> taken = run.events_of("take_over");
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].detail == "from server-0 to server-1");
  CHECK(taken[1].detail == "from server-1 to server-0");
  // Its replica was on server-2, which is lost with it.
  CHECK(run.answer == "exit 1");
  CHECK(run.run.reason ==
        "server 'server' was lost at 0.3 s; host server-0, which takes over, has "
        "no replica of its state");
}

TEST_CASE("replication: with all hosts off the first that is on takes over, from a checkpoint") {
  const std::string all =
      crash("[\"server-0\", \"server-1\"]", 0.1, "400 ms") + crash("server-2", 0.1, "300 ms");
  const RecordedRun run =
      ::run(trained(kSynchronous, 1, "every_rounds = 1",
                    "checkpoint = { every_rounds = 2, latency = \"1 ms\" }\n" + all));
  INFO(run.answer << run.run.reason);
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.events_of("take_over").size() == 1);
  CHECK(run.events_of("take_over")[0].simulated_s == exactly(0.4));
  CHECK(run.events_of("take_over")[0].detail == "from server-0 to server-2");
  CHECK(run.rounds.size() == kRounds);
}

namespace {

const std::vector<std::string> kReplicated{"synchronous_parameter_server",
                                           "asynchronous_parameter_server",
                                           "stale_synchronous_parallel", "federated"};

void check_ends(const RecordedRun& run) {
  test::check_rounds(run, kRounds);
}

}  // namespace

TEST_CASE("replication: the primary killed at any time, then the first standby: the run ends") {
  for (const std::string& strategy : kReplicated) {
    for (const std::string mode : {"synchronous", "asynchronous"}) {
      const bool shards = strategy != "federated";
      std::vector<std::string> overrides{"platform.generate.servers=4",
                                         "platform.standby=[\"server-2\", \"server-3\"]"};
      overrides.emplace_back(shards ? "platform.server=[\"server-0\", \"server-1\"]"
                                    : "platform.server=server-0");
      if (strategy == "stale_synchronous_parallel") {
        overrides.emplace_back("strategy.staleness_bound=1");
      }
      const std::string replication = "mode = \"" + mode + "\"";
      const RecordedRun calm = ::run(trained(strategy, 3, replication), overrides);
      INFO(strategy << ", " << mode << ": " << calm.answer);
      check_ends(calm);
      constexpr int kMoments = 10;
      for (int i = 0; i < kMoments; ++i) {
        const double at_s = calm.rounds.back().end_s * (i + 0.5) / kMoments;
        const RecordedRun run =
            ::run(trained(strategy, 3, replication,
                          crash("server-0", at_s, "250 ms") + crash("server-2", at_s + 0.26)),
                  overrides);
        INFO("crash at " << at_s << " s: " << run.answer << ", " << run.run.reason);
        check_ends(run);
        CHECK(run.events_of("take_over").size() >= 1);
      }
    }
  }
}

TEST_CASE("replication: what cannot work is told where it stands") {
  const auto refusal = [](const std::string& scenario, const std::string& platform) {
    const test::TemporaryFolder folder;
    const auto path = folder.write("scenario.toml", scenario);
    const std::string text = error_text([&] {
      (void)read_scenario(path, std::vector<std::string>{"platform.generate.servers=3",
                                                         "platform.server=server-0", platform});
    });
    return text.substr(std::min(text.size(), text.find(": error: ")));
  };
  const std::string none = "platform.latency_factor=1.0";
  CHECK(refusal(trained(kSynchronous, 1, "every_rounds = 1"), none) ==
        ": error: strategy.replication: nobody keeps a replica; hosts in platform.standby were "
        "expected");
  CHECK(refusal(trained(kSynchronous, 1, ""), "platform.standby=server-1") ==
        ": error: platform.standby: who takes over has nothing to go on from; 'replication' or "
        "'checkpoint' of the strategy was expected");
  CHECK(refusal(trained(kSynchronous, 1, "every_rounds = 1"), "platform.standby=server-*") ==
        ": error: platform.standby: host 'server-0' is a server, a host without another role was "
        "expected");
  CHECK(refusal(trained(kSynchronous, 1, "every_rounds = 1"), "platform.standby=host-0") ==
        ": error: platform.standby: host 'host-0' is a worker, a host without another role was "
        "expected");
}
