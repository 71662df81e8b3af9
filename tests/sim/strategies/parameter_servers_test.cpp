#include <algorithm>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/trained.hpp"
#include "tests/support/updates.hpp"

using namespace simgrad;
using test::exactly;
using test::kBatch_s;
using test::Moment;
using test::RecordedRun;
using test::run_scenario;

/// Several servers, and servers that come back.
namespace {

using Overrides = std::vector<std::string>;

std::string trained_by(const std::string& strategy, int workers, const std::string& more = "") {
  const bool is_bounded = strategy == "stale_synchronous_parallel";
  return test::small_scenario(workers) + "[strategy]\nkind = \"" + strategy + "\"\n" +
         (is_bounded ? "staleness_bound = 1\n" : "") + "rounds = 3\nbatch_size = 10\n" +
         "detection_delay = \"100 ms\"\nretries = 5\nretry_interval = \"50 ms\"\n" + more;
}

Overrides servers(int count, Overrides more = {}) {
  more.push_back("platform.generate.servers=" + std::to_string(count));
  more.emplace_back("platform.server=\"server*\"");
  return more;
}

const std::vector<std::string> kStrategies{
    "asynchronous_parameter_server", "stale_synchronous_parallel", "synchronous_parameter_server"};

}  // namespace

TEST_CASE("parameter servers: sharded is unsharded to the last bit, synchronously") {
  for (const std::string optimizer :
       {R"({ kind = "sgd", learning_rate = 0.1, momentum = 0.9, weight_decay = 1e-3 })",
        R"({ kind = "adam_w", learning_rate = 0.01 })"}) {
    const Overrides common{"strategy.rounds=20", "model.kind=mlp", "model.hidden=[16]",
                           "strategy.optimizer=" + optimizer};
    const std::string scenario = trained_by("synchronous_parameter_server", 4);
    const RecordedRun one = run_scenario(scenario, servers(1, common));
    REQUIRE(one.answer == "exit 0");
    CHECK(test::numbers_of(one.initial) != test::numbers_of(one.final));
    for (const std::string slices : {"key_range", "layer"}) {
      for (const int count : {2, 3, 5}) {
        Overrides own = common;
        own.push_back("strategy.slices=" + slices);
        const RecordedRun sharded = run_scenario(scenario, servers(count, own));
        INFO(count << " servers by " << slices << ": " << sharded.answer);
        REQUIRE(sharded.answer == "exit 0");
        CHECK((test::numbers_of(one.final) == test::numbers_of(sharded.final)));
        CHECK(one.evaluations.back().loss == sharded.evaluations.back().loss);
        CHECK(one.rounds.back().up_bytes == sharded.rounds.back().up_bytes);
        CHECK(one.rounds.back().down_bytes == sharded.rounds.back().down_bytes);
      }
    }
  }
}

TEST_CASE("parameter servers: one worker's steps are the same over several, bit by bit") {
  for (const std::string& strategy : kStrategies) {
    const Overrides common{"strategy.rounds=20", "strategy.optimizer=adam_w"};
    const RecordedRun one = run_scenario(trained_by(strategy, 1), servers(1, common));
    const RecordedRun three = run_scenario(trained_by(strategy, 1), servers(3, common));
    INFO(strategy << ": " << three.answer);
    REQUIRE(one.answer == "exit 0");
    REQUIRE(three.answer == "exit 0");
    CHECK((test::numbers_of(one.final) == test::numbers_of(three.final)));
  }
}

TEST_CASE("parameter servers: K slices share the worker's link, W workers each server's") {
  // 84 parameters over K = 3: 28 each, of which the last has 12 floats of padding with it.
  constexpr double kSlice_s = 28 * 4 * 8 / 1e6;
  const auto update_s = [](int gradients) {
    return (2.0 * gradients * 40 + 2.0 * 40) / 1e6;
  };
  struct Case {
    std::string bandwidth;  // of each server's link
    double transfer_s;
  };
  for (const Case& each :
       {Case{"1 Gbit/s", 0.015 + 3 * kSlice_s}, Case{"1 Mbit/s", 0.015 + 4 * kSlice_s}}) {
    const RecordedRun run =
        run_scenario(trained_by("synchronous_parameter_server", 4),
                     servers(3, {"platform.generate.server_bandwidth=\"" + each.bandwidth + "\""}));
    REQUIRE(run.answer == "exit 0");
    const double round_s = 2 * each.transfer_s + kBatch_s + update_s(4);
    for (const RoundRow& round : run.rounds) {
      CHECK(round.end_s == exactly(static_cast<double>(round.round) * round_s));
    }
    const RecordedRun free =
        run_scenario(trained_by("asynchronous_parameter_server", 1),
                     servers(3, {"platform.generate.server_bandwidth=\"" + each.bandwidth + "\""}));
    REQUIRE(free.answer == "exit 0");
    const double step_s = 2 * (0.015 + 3 * kSlice_s) + kBatch_s + 2.0 * 40 / 1e6;
    CHECK(free.rounds.back().end_s == exactly(3 * step_s));
  }
}

TEST_CASE("parameter servers: a server without a slice takes no part") {
  // Softmax regression has two tensors: three of five servers hold nothing, and may be lost.
  const std::string crash =
      "[[failure]]\nkind = \"host_crash\"\nhosts = [\"server-2\", \"server-4\"]\nat = \"20 ms\"\n";
  for (const std::string& strategy : kStrategies) {
    const RecordedRun run =
        run_scenario(trained_by(strategy, 3, crash), servers(5, {"strategy.slices=layer"}));
    INFO(strategy << ": " << run.answer << ", " << run.run.reason);
    CHECK(run.answer == "exit 0");
    CHECK(run.rounds.size() == 3);
    CHECK(run.rounds.back().up_bytes == std::int64_t{3} * 336);
  }
}

TEST_CASE("parameter servers: with a bound of 0 several are the synchronous ones") {
  const Overrides rounds{"strategy.rounds=30"};
  Overrides each = servers(3, rounds);
  each.emplace_back("strategy.staleness_bound=0");
  each.emplace_back(R"(strategy.optimizer={ kind = "sgd", learning_rate = 0.05 })");
  Overrides mean = servers(3, rounds);
  mean.emplace_back(R"(strategy.optimizer={ kind = "sgd", learning_rate = 0.2 })");
  const RecordedRun stale =
      run_scenario(trained_by("stale_synchronous_parallel", 4, test::slow_host("0.25")), each);
  const RecordedRun synchronous =
      run_scenario(trained_by("synchronous_parameter_server", 4, test::slow_host("0.25")), mean);
  REQUIRE(stale.answer == "exit 0");
  REQUIRE(synchronous.answer == "exit 0");
  const std::vector<float> expected = test::numbers_of(synchronous.final);
  const std::vector<float> numbers = test::numbers_of(stale.final);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    CHECK(numbers[i] == Approx(expected[i]).epsilon(1e-5).margin(1e-6));
  }
}

namespace {

/// The middle of each phase of host-0, and of the servers' waits and updates, as far as it lies in
/// round 3; for each server.
std::vector<Moment> moments(const RecordedRun& calm, const std::vector<std::string>& hosts) {
  std::vector<Moment> found;
  std::set<std::string> seen;
  for (const SpanRow& span : calm.spans) {
    const bool is_server = span.node.rfind("server", 0) == 0;
    const std::string phase = (is_server ? "server's " : "") + span.kind;
    const double begin_s = std::max(span.begin_s, calm.rounds.at(2).begin_s);
    const double end_s = std::min(span.end_s, calm.rounds.at(2).end_s);
    if (begin_s < end_s && (is_server || span.node == "host-0") && seen.insert(phase).second) {
      for (const std::string& host : hosts) {
        found.push_back({host, phase, 0.5 * (begin_s + end_s)});
      }
    }
  }
  return found;
}

RecordedRun with_crash(const std::string& strategy, int count, const Moment& moment,
                       const std::string& duration, const std::string& more = "") {
  return run_scenario(trained_by(strategy, 3,
                                 "checkpoint.every_rounds = 2\n" + more +
                                     test::crash(moment.host, moment.simulated_s, duration)),
                      servers(count, {"strategy.rounds=8"}));
}

/// Every server killed in each phase of the third round.
template <class Check>
void kill_each_server(const std::string& strategy, const std::string& duration, Check&& check) {
  for (const int count : {1, 2}) {
    const RecordedRun calm =
        run_scenario(trained_by(strategy, 3), servers(count, {"strategy.rounds=8"}));
    REQUIRE(calm.answer == "exit 0");
    const std::vector<std::string> hosts = count == 1
                                               ? std::vector<std::string>{"server"}
                                               : std::vector<std::string>{"server-0", "server-1"};
    const std::vector<Moment> all = moments(calm, hosts);
    CHECK(all.size() >= 5 * hosts.size());
    for (const Moment& moment : all) {
      const RecordedRun run = with_crash(strategy, count, moment, duration);
      INFO(strategy << ", " << moment.host << " of " << count << " in " << moment.phase << " at "
                    << moment.simulated_s << " s: " << run.answer << ", " << run.run.reason);
      check(run);
    }
  }
}

void check_goes_on(const RecordedRun& run) {
  CHECK(run.answer == "exit 0");
  CHECK(run.run.status == "finished");
  REQUIRE(run.rounds.size() == 8);
  for (std::size_t i = 0; i < 8; ++i) {
    CHECK(run.rounds[i].round == static_cast<std::int64_t>(i) + 1);
    CHECK(run.rounds[i].completed + run.rounds[i].late + run.rounds[i].failed ==
          run.rounds[i].selected);
  }
  const std::vector<EventRow> restarts = run.events_of("restart");
  CHECK(std::count_if(restarts.begin(), restarts.end(), [](const EventRow& event) {
          return event.detail == "from the checkpoint of round 2; rounds lost: 1";
        }) == 1);
  const auto lost =
      std::find_if(run.metrics.begin(), run.metrics.end(), [](const MetricRow& metric) {
        return metric.name == "lost_rounds";
      });
  REQUIRE(lost != run.metrics.end());
  CHECK(lost->value == 1.0);
  CHECK(run.rounds[2].completed == 0);
  CHECK(run.rounds[7].completed == 3);
  CHECK(run.evaluations[3].loss == run.evaluations[2].loss);  // of rounds 3 and 2
  CHECK(run.evaluations.back().loss < run.evaluations.front().loss);
}

void check_fails(const RecordedRun& run) {
  CHECK(run.answer == "exit 1");
  CHECK(run.run.status == "failed");
  CHECK(run.run.reason.find("nothing can happen any more") != std::string::npos);
  CHECK(run.run.reason.find("off: server") != std::string::npos);
}

}  // namespace

TEST_CASE("parameter servers: each killed in each phase and soon repaired, the run goes on") {
  for (const std::string& strategy : kStrategies) {
    kill_each_server(strategy, "30 ms", check_goes_on);
  }
}

TEST_CASE("parameter servers: each killed in each phase and repaired late, the run goes on") {
  for (const std::string& strategy : kStrategies) {
    kill_each_server(strategy, "300 ms", check_goes_on);
  }
}

TEST_CASE("parameter servers: each killed in each phase for ever, the run fails and says why") {
  for (const std::string& strategy : kStrategies) {
    kill_each_server(strategy, "", check_fails);
  }
}

TEST_CASE("parameter servers: workers killed and links cut in each phase hold several up no more") {
  for (const std::string& strategy : kStrategies) {
    Overrides own = servers(2, {"strategy.rounds=8"});
    if (strategy == "synchronous_parameter_server") {
      own.emplace_back("strategy.backup_workers=1");
    }
    const RecordedRun calm = run_scenario(trained_by(strategy, 3), own);
    REQUIRE(calm.answer == "exit 0");
    const auto check_ends = [&](const std::string& failure, const Moment& moment) {
      const RecordedRun run = run_scenario(
          trained_by(
              strategy, 3,
              fmt::format("[[failure]]\n{}\nat = \"{:.17g} s\"\n", failure, moment.simulated_s)),
          own);
      INFO(strategy << ", in " << moment.phase << " at " << moment.simulated_s << " s " << failure
                    << ": " << run.answer << ", " << run.run.reason);
      CHECK(run.answer == "exit 0");
      CHECK(run.rounds.size() == 8);
    };
    for (const Moment& moment : moments(calm, {"host-0"})) {
      for (const std::string duration : {"", "\nduration = \"60 ms\""}) {
        check_ends("kind = \"host_crash\"\nhosts = \"host-0\"" + duration, moment);
        check_ends("kind = \"link_down\"\nlinks = \"link-0\"" + duration, moment);
      }
      for (const std::string duration : {"20 ms", "400 ms"}) {
        check_ends(
            "kind = \"link_down\"\nlinks = \"link-server-1\"\nduration = \"" + duration + "\"",
            moment);
      }
    }
  }
}

TEST_CASE("parameter servers: after a restart they learn as if the lost rounds had not been") {
  const Moment moment{"server-1", "some", 0.21};
  const RecordedRun run =
      with_crash("synchronous_parameter_server", 2, moment, "200 ms",
                 "optimizer = { kind = \"sgd\", learning_rate = 0.1, momentum = 0.9 }\n");
  REQUIRE(run.answer == "exit 0");
  std::int64_t broken = 0;
  for (const RoundRow& round : run.rounds) {
    broken = round.completed == 0 ? round.round : broken;
  }
  REQUIRE(broken == 6);  // the checkpoint is of round 4
  std::vector<test::StepOfSome> counted;
  for (const std::size_t step : {0, 1, 2, 3, 6, 7}) {
    counted.push_back({step, {}});
    for (const NodeRoundRow& row : run.node_rounds) {
      if (row.round == static_cast<std::int64_t>(step) + 1 && row.outcome == "completed") {
        counted.back().who.insert(std::stoul(row.node.substr(5)));
      }
    }
  }
  const auto expected =
      test::train_in_one_process(run.initial, test::union_of_batches(7, 3, 10, counted),
                                 {.learning_rate = 0.1, .momentum = 0.9});
  CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
}

TEST_CASE("parameter servers: all of a training crash again and again, and it ends") {
  const std::string crashes = R"(checkpoint.every_rounds = 3
[[failure]]
kind = "host_crash"
hosts = ["server-*", "host-*"]
time_to_failure = { distribution = "exponential", mean = "2 s" }
time_to_repair = { distribution = "exponential", mean = "200 ms" }
)";
  for (const std::string& strategy : kStrategies) {
    const RecordedRun run =
        run_scenario(trained_by(strategy, 4, crashes), servers(3, {"strategy.rounds=150"}));
    INFO(strategy << ": " << run.answer << ", " << run.run.reason);
    CHECK(run.answer == "exit 0");
    CHECK(run.rounds.size() == 150);
    CHECK(run.events_of("host_down").size() > 10);
    const RecordedRun again =
        run_scenario(trained_by(strategy, 4, crashes), servers(3, {"strategy.rounds=150"}), 4);
    CHECK((run.canonical == again.canonical));
  }
}
