#include <cmath>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sim/scenario/plan.hpp"
#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/updates.hpp"

using namespace simgrad;
using test::exactly;
using test::kBatch_s;
using test::kTransfer_s;
using test::kUpdate_s;
using test::RecordedRun;
using test::run_scenario;
using test::sum_of;

/// What checkpoints cost, what is lost in spite of them, and what goes on after a restart.
namespace {

constexpr int kRounds = 6;
/// One worker: pull, gradient, push, mean and step.
constexpr double kRound_s = 2 * kTransfer_s + kBatch_s + kUpdate_s + 2.0 * 96 / 1e6;
/// 336 bytes of parameters at 3,360 B/s, and the storage's latency.
constexpr double kCost_s = 0.1 + 0.05;
const std::string kStorage = "latency = \"50 ms\", bandwidth = \"3360 B/s\"";

std::string trained_by(const std::string& kind, int workers, const std::string& checkpoint,
                       const std::string& more = "") {
  const std::string own = kind == "federated" ? fmt::format("clients_per_round = {}\n", workers)
                                              : std::string("batch_size = 10\n");
  return test::small_scenario(workers) + "[strategy]\nkind = \"" + kind + "\"\n" + own +
         fmt::format("rounds = {}\n", kRounds) +
         "detection_delay = \"100 ms\"\nretries = 5\nretry_interval = \"50 ms\"\n" +
         (checkpoint.empty() ? "" : "checkpoint = { " + checkpoint + " }\n") + more;
}

std::string synchronous(const std::string& checkpoint, const std::string& more = "") {
  return trained_by("synchronous_parameter_server", 1, checkpoint, more);
}

std::string refusal(const std::string& scenario) {
  const test::TemporaryFolder folder;
  const auto path = folder.write("scenario.toml", scenario);
  const std::string text = error_text([&] {
    (void)read_scenario(path, std::vector<std::string>{});
  });
  return text.substr(std::min(text.size(), text.find(": error: ")));
}

}  // namespace

TEST_CASE("checkpoints: training stands still for a synchronous one, for C") {
  const RecordedRun run = run_scenario(synchronous("every_rounds = 2, " + kStorage));
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.rounds.size() == kRounds);
  for (const RoundRow& round : run.rounds) {
    const auto before = static_cast<double>((round.round - 1) / 2);
    CHECK(round.end_s == exactly(static_cast<double>(round.round) * kRound_s + before * kCost_s));
  }
  CHECK(sum_of(run, "checkpoint_s") == exactly(2 * kCost_s));  // none after the last round
  CHECK(sum_of(run, "goodput") == exactly(6 * kRound_s / (6 * kRound_s + 2 * kCost_s)));
  REQUIRE(run.events_of("checkpoint").size() == 2);
  CHECK(run.events_of("checkpoint")[0].detail == "of round 2, in 0.15 s");
}

TEST_CASE("checkpoints: the optimizer's slots are written, too") {
  const RecordedRun run = run_scenario(synchronous("every_rounds = 2, " + kStorage),
                                       {"strategy.optimizer=adam_w", "strategy.rounds=3"});
  REQUIRE(run.answer == "exit 0");
  CHECK(sum_of(run, "checkpoint_s") == exactly(3 * 0.1 + 0.05));
}

TEST_CASE("checkpoints: each of several servers writes its own slice") {
  const RecordedRun run = run_scenario(
      synchronous("every_rounds = 2, " + kStorage),
      {"platform.generate.servers=3", "platform.server=\"server*\"", "strategy.rounds=3"});
  REQUIRE(run.answer == "exit 0");
  CHECK(sum_of(run, "checkpoint_s") == exactly(0.1 / 3 + 0.05));
}

TEST_CASE("checkpoints: training goes on beside an asynchronous one, which is whole C later") {
  const RecordedRun run =
      run_scenario(synchronous("every_rounds = 2, mode = \"asynchronous\", " + kStorage));
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.back().end_s == exactly(kRounds * kRound_s));
  REQUIRE(run.events_of("checkpoint").size() >= 1);
  CHECK(run.events_of("checkpoint")[0].simulated_s == exactly(2 * kRound_s + kCost_s));
  CHECK(sum_of(run, "checkpoint_s") == 0.0);
  CHECK(sum_of(run, "goodput") == exactly(1.0));
}

TEST_CASE("checkpoints: by Young's period one is due after T - C of work, by Daly's a bit later") {
  const auto first_round = [](const std::string& period) {
    const RecordedRun run = run_scenario(synchronous("period = \"" + period + "\", " + kStorage, R"(
[[failure]]
kind = "host_crash"
hosts = "server"
time_to_failure = { distribution = "exponential", mean = "30 s" }
time_to_repair = { distribution = "constant", value = "20 s" }
)"),
                                         {"strategy.rounds=120", "seed=3"});
    INFO(run.answer << run.run.reason);
    REQUIRE(run.events_of("checkpoint").size() >= 1);
    return run.events_of("checkpoint")[0];
  };
  const auto after = [](double period_s) {
    return std::ceil((period_s - kCost_s) / kRound_s);
  };
  const double young = after(std::sqrt(2 * 30 * kCost_s) + kCost_s);
  const double daly = after(std::sqrt(2 * (30 + 20 + kCost_s) * kCost_s) + kCost_s);
  CHECK(first_round("young").simulated_s == exactly(young * kRound_s + kCost_s));
  CHECK(first_round("daly").simulated_s == exactly(daly * kRound_s + kCost_s));
  CHECK(daly > young);
}

TEST_CASE("checkpoints: Young's period counts the crashes of every kind of failure") {
  // Once in 60 s each, together once in 30 s.
  const RecordedRun run = run_scenario(synchronous("period = \"young\", " + kStorage, R"(
[[failure]]
kind = "host_crash"
hosts = "server"
time_to_failure = { distribution = "exponential", mean = "60 s" }
[[failure]]
kind = "correlated_crash"
domain = [{ hosts = ["server", "host-0"] }]
time_to_failure = { distribution = "exponential", mean = "60 s" }
)"),
                                       {"strategy.rounds=120", "seed=3"});
  INFO(run.answer << run.run.reason);
  REQUIRE(run.events_of("checkpoint").size() >= 1);
  const double rounds = std::ceil(std::sqrt(2 * 30 * kCost_s) / kRound_s);
  CHECK(run.events_of("checkpoint")[0].simulated_s == exactly(rounds * kRound_s + kCost_s));
}

TEST_CASE("checkpoints: a restart takes R, from the last one that was whole; the rest is lost") {
  // In round 4, whose checkpoint before it is of round 2; back after 1 s.
  const double crash_s = 3.5 * kRound_s + kCost_s;
  const RecordedRun run = run_scenario(
      synchronous("every_rounds = 2, " + kStorage, test::crash("server", crash_s, "1 s")));
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.rounds.size() == kRounds);
  CHECK(run.rounds[3].completed == 0);
  CHECK(run.rounds[3].end_s == exactly(crash_s + 1.0));
  CHECK(run.rounds[4].begin_s == exactly(crash_s + 1.0 + kCost_s));
  CHECK(sum_of(run, "lost_s") == exactly(1.5 * kRound_s));
  CHECK(sum_of(run, "lost_rounds") == 2.0);
  const double useful_s = 2 * kRound_s + run.rounds[4].end_s - run.rounds[4].begin_s +
                          run.rounds[5].end_s - run.rounds[5].begin_s;
  CHECK(sum_of(run, "goodput") == exactly(useful_s / run.rounds[5].end_s));
}

TEST_CASE("checkpoints: a crash while one is written falls back to the one before") {
  for (const std::string mode : {"synchronous", "asynchronous"}) {
    const double crash_s = 2 * kRound_s + 0.5 * kCost_s;
    const RecordedRun run =
        run_scenario(synchronous("every_rounds = 2, mode = \"" + mode + "\", " + kStorage,
                                 test::crash("server", crash_s, "1 s")));
    INFO(mode << run.answer);
    REQUIRE(run.answer == "exit 0");
    REQUIRE(run.rounds.size() == kRounds);
    const std::vector<EventRow> restarts = run.events_of("restart");
    CHECK(std::count_if(restarts.begin(), restarts.end(), [](const EventRow& event) {
            return event.detail.find("from the checkpoint of round 0") == 0;
          }) == 1);
    const bool stood_still = mode == "synchronous";
    CHECK(sum_of(run, "lost_s") == exactly(stood_still ? 2 * kRound_s : crash_s));
  }
}

TEST_CASE("checkpoints: a crash while one is read begins the restart anew") {
  const double crash_s = 2.5 * kRound_s + kCost_s;
  const double again_s = crash_s + 1.0 + 0.5 * kCost_s;
  const RecordedRun run = run_scenario(
      synchronous("every_rounds = 2, " + kStorage,
                  test::crash("server", crash_s, "1 s") + test::crash("server", again_s, "2 s")));
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.rounds.size() == kRounds);
  CHECK(run.rounds[3].begin_s == exactly(again_s + 2.0 + kCost_s));
  CHECK(sum_of(run, "lost_s") == exactly(0.5 * kRound_s));
  CHECK(sum_of(run, "lost_rounds") == 1.0);
}

namespace {

/// Every kind of strategy that takes checkpoints; of those with servers, two of them.
const std::vector<std::string> kStrategies{"synchronous_parameter_server",
                                           "asynchronous_parameter_server",
                                           "stale_synchronous_parallel",
                                           "federated",
                                           "pipeline",
                                           "sharded_data_parallel",
                                           "all_reduce"};

RecordedRun disturbed(const std::string& strategy, const std::string& mode,
                      const std::string& crashes) {
  const bool has_rendezvous =
      strategy == "pipeline" || strategy == "sharded_data_parallel" || strategy == "all_reduce";
  const bool shards = !has_rendezvous && strategy != "federated";
  std::vector<std::string> overrides{"model.kind=mlp", "model.hidden=[8, 8]",
                                     "strategy.retry_interval=\"20 ms\""};
  if (shards) {
    overrides.insert(overrides.end(), {"platform.generate.servers=2", "platform.server=server*"});
  }
  if (strategy == "stale_synchronous_parallel") {
    overrides.emplace_back("strategy.staleness_bound=1");
  }
  return run_scenario(
      trained_by(strategy, 3, "every_rounds = 2, mode = \"" + mode + "\", " + kStorage, crashes),
      overrides);
}

/// Whoever costs work by its crash.
std::string victim_of(const std::string& strategy) {
  if (strategy == "pipeline" || strategy == "sharded_data_parallel") {
    return "host-1";
  }
  return strategy == "all_reduce" ? "host-*" : strategy == "federated" ? "server" : "server-1";
}

}  // namespace

TEST_CASE("checkpoints: a crash at any time, or two, written or read meanwhile: the run ends") {
  for (const std::string& strategy : kStrategies) {
    for (const std::string mode : {"synchronous", "asynchronous"}) {
      const RecordedRun calm = disturbed(strategy, mode, "");
      INFO(strategy << ", " << mode << ": " << calm.answer);
      REQUIRE(calm.answer == "exit 0");
      const double end_s = calm.rounds.back().end_s;
      constexpr int kMoments = 12;
      for (int i = 0; i < kMoments; ++i) {
        const double at_s = end_s * (i + 0.5) / kMoments;
        const std::string victim = victim_of(strategy);
        const RecordedRun run = disturbed(
            strategy, mode,
            test::crash(victim, at_s, "150 ms") + test::crash(victim, at_s + 0.25, "100 ms"));
        INFO("crash at " << at_s << " s: " << run.answer << ", " << run.run.reason);
        CHECK(run.answer == "exit 0");
        CHECK(run.rounds.size() == kRounds);
        CHECK(sum_of(run, "goodput") <= 1.0 + 1e-9);
        double begin_s = 0.0;
        for (const RoundRow& round : run.rounds) {
          CHECK(round.begin_s >= begin_s);
          CHECK(round.completed + round.late + round.failed == round.selected);
          begin_s = round.end_s;
        }
      }
    }
  }
}

TEST_CASE("checkpoints: without them the loss of a federated coordinator fails the run") {
  const RecordedRun run =
      run_scenario(trained_by("federated", 3, "", test::crash("server", 0.1, "50 ms")));
  CHECK(run.answer == "exit 1");
  CHECK(run.run.reason.find("server 'server' was lost") != std::string::npos);
}

TEST_CASE("checkpoints: a group stands still until its parts have arrived and are written") {
  const RecordedRun calm =
      run_scenario(trained_by("pipeline", 2, ""), {"model.kind=mlp", "model.hidden=[8]"});
  const RecordedRun run =
      run_scenario(trained_by("pipeline", 2, "every_rounds = 2, latency = \"1 s\""),
                   {"model.kind=mlp", "model.hidden=[8]"});
  REQUIRE(calm.answer == "exit 0");
  REQUIRE(run.answer == "exit 0");
  const auto checkpoints = run.events_of("checkpoint");
  REQUIRE(checkpoints.size() == 2);
  const double sent_s = checkpoints[0].simulated_s - 1.0;
  CHECK(sent_s > run.rounds[1].end_s);
  CHECK(run.rounds[2].begin_s == exactly(checkpoints[0].simulated_s));
  CHECK(run.rounds[5].end_s == exactly(calm.rounds[5].end_s + sum_of(run, "checkpoint_s")));
}

TEST_CASE("checkpoints: keys that say too much or too little are told") {
  CHECK(refusal(synchronous("every_rounds = 2, every = \"1 s\"")) ==
        ": error: strategy.checkpoint: one of 'every_rounds', 'every' and 'period' was expected, "
        "not several");
  CHECK(refusal(synchronous(kStorage)) ==
        ": error: strategy.checkpoint: it says what checkpoints cost, but not when they are taken: "
        "one of 'every_rounds', 'every' and 'period' was expected");
  CHECK(refusal(synchronous("period = \"young\", " + kStorage)) ==
        ": error: strategy.checkpoint: period = \"young\" asks how often work is lost: a failure "
        "whose crashes have a rate was expected, such as host_crash with 'time_to_failure', of a "
        "host that holds a part of the training state alone");
}
