#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::crash;
using test::cut;
using test::Moment;
using test::moments;
using test::RecordedRun;
using test::run_scenario;

/// Every node is killed once, and every link cut once, in each phase of a round; every run ends,
/// tells what was lost, and lets go of every value (the program sees to the latter itself).
namespace {

constexpr std::int64_t kRound = 2;  // the one that is disturbed
constexpr int kNodes = 3;

/// What each strategy has to be told beside what all are.
std::string own_keys(const std::string& strategy) {
  if (strategy == "federated") {
    return "clients_per_round = 3\n";
  }
  return strategy == "stale_synchronous_parallel" ? "batch_size = 20\nstaleness_bound = 1\n"
                                                    "cached_reads = true\n"
                                                  : "batch_size = 20\n";
}

/// Whether a round ends when all who take part in it have ended or failed.
bool has_barrier(const std::string& strategy) {
  return strategy == "federated" || strategy == "synchronous_parameter_server";
}

std::string scenario(const std::string& strategy) {
  return test::small_scenario(kNodes) + "[strategy]\nkind = \"" + strategy + "\"\n" +
         own_keys(strategy) +
         "rounds = 5\ndetection_delay = \"100 ms\"\nretries = 5\nretry_interval = \"50 ms\"\n" +
         // Nodes of differing speed, so that they do not do everything at the same instant.
         "[[failure]]\nkind = \"slow_host\"\nhosts = \"host-1\"\nat = \"0 s\"\n"
         "speed_factor = 0.5\n";
}

void check_ends(const RecordedRun& run, const Moment& moment) {
  INFO(moment.host << " in " << moment.phase << " at " << moment.simulated_s << " s: " << run.answer
                   << ", " << run.run.reason);
  CHECK(run.run.status == "finished");
  test::check_rounds(run, 5);
}

void kill_each_node(const std::string& strategy, const std::string& duration, bool comes_back) {
  const RecordedRun calm = run_scenario(scenario(strategy));
  REQUIRE(calm.answer == "exit 0");
  const std::vector<Moment> all = moments(calm, kRound);
  CHECK(all.size() >= 3 * kNodes);
  for (const Moment& moment : all) {
    const RecordedRun run =
        run_scenario(scenario(strategy) + crash(moment.host, moment.simulated_s, duration));
    check_ends(run, moment);
    INFO(moment.host << " in " << moment.phase);
    CHECK(run.events_of("host_down").size() == 1);
    CHECK(run.events_of("host_up").size() == (comes_back ? 1U : 0U));
    // A transfer that the crash cut is told, with its bytes.
    const bool in_transfer = moment.phase == "receive" || moment.phase == "send";
    CHECK(run.events_of("drop").size() == (in_transfer ? 1U : 0U));
    if (moment.phase == "compute" || in_transfer) {
      double lost_s = 0.0;
      for (const NodeRoundRow& row : run.node_rounds) {
        lost_s += row.lost_s;
      }
      CHECK(lost_s > 0.0);
      std::int64_t failed = 0;
      for (const RoundRow& round : run.rounds) {
        failed += round.failed;
      }
      CHECK(failed >= 1);
      // Without a barrier, rounds go on until the loss is known.
      CHECK((!has_barrier(strategy) || run.rounds.at(kRound - 1).failed == 1));
    }
  }
}

void cut_each_link(const std::string& strategy) {
  const RecordedRun calm = run_scenario(scenario(strategy));
  for (const Moment& moment : moments(calm, kRound)) {
    for (const std::string& link : {"link-" + moment.host.substr(5), std::string("link-server")}) {
      for (const char* duration : {"20 ms", "120 ms", ""}) {
        if (link == "link-server" && *duration == '\0') {
          continue;  // for ever nothing can pass: the run fails, tested below
        }
        const RecordedRun run =
            run_scenario(scenario(strategy) + cut(link, moment.simulated_s, duration));
        INFO(link << " " << duration);
        check_ends(run, moment);
        CHECK(run.events_of("link_down").size() == 1);
      }
    }
  }
}

}  // namespace

TEST_CASE("survival: synchronous_parameter_server, every worker killed in each phase, repaired") {
  kill_each_node("synchronous_parameter_server", "60 ms", true);
}

TEST_CASE("survival: synchronous_parameter_server, every worker killed in each phase, for ever") {
  kill_each_node("synchronous_parameter_server", "", false);
}

TEST_CASE("survival: federated, every client killed in each phase, repaired") {
  kill_each_node("federated", "60 ms", true);
}

TEST_CASE("survival: federated, every client killed in each phase, for ever") {
  kill_each_node("federated", "", false);
}

TEST_CASE("survival: synchronous_parameter_server, every link cut in each phase") {
  cut_each_link("synchronous_parameter_server");
}

TEST_CASE("survival: federated, every link cut in each phase") {
  cut_each_link("federated");
}

TEST_CASE("survival: asynchronous_parameter_server, every worker killed in each phase, repaired") {
  kill_each_node("asynchronous_parameter_server", "60 ms", true);
}

TEST_CASE("survival: asynchronous_parameter_server, every worker killed in each phase, for ever") {
  kill_each_node("asynchronous_parameter_server", "", false);
}

TEST_CASE("survival: asynchronous_parameter_server, every link cut in each phase") {
  cut_each_link("asynchronous_parameter_server");
}

TEST_CASE("survival: stale_synchronous_parallel, every worker killed in each phase, repaired") {
  kill_each_node("stale_synchronous_parallel", "60 ms", true);
}

TEST_CASE("survival: stale_synchronous_parallel, every worker killed in each phase, for ever") {
  kill_each_node("stale_synchronous_parallel", "", false);
}

TEST_CASE("survival: stale_synchronous_parallel, every link cut in each phase") {
  cut_each_link("stale_synchronous_parallel");
}

TEST_CASE("survival: the server's crash ends the run with its reason") {
  for (const char* strategy : {"asynchronous_parameter_server", "federated",
                               "stale_synchronous_parallel", "synchronous_parameter_server"}) {
    const RecordedRun run = run_scenario(scenario(strategy) +
                                         "[[failure]]\nkind = \"host_crash\"\n"
                                         "hosts = \"server\"\nat = \"50 ms\"\n");
    INFO(strategy << ": " << run.answer << ", " << run.run.reason);
    CHECK(run.answer == "exit 1");
    CHECK(run.run.status == "failed");
    CHECK(run.run.reason.find("server 'server' was lost") != std::string::npos);
  }
}

TEST_CASE("survival: when all workers are lost for ever the run fails") {
  for (const char* strategy : {"asynchronous_parameter_server", "stale_synchronous_parallel",
                               "synchronous_parameter_server"}) {
    const RecordedRun run = run_scenario(scenario(strategy) +
                                         "[[failure]]\nkind = \"host_crash\"\n"
                                         "hosts = \"host-*\"\nat = \"50 ms\"\n");
    INFO(strategy << ": " << run.answer << ", " << run.run.reason);
    CHECK(run.answer == "exit 1");
    CHECK(run.run.reason.find("nothing can happen any more") != std::string::npos);
  }
}

TEST_CASE("survival: the server's link cut for ever does not hang the run") {
  for (const char* strategy : {"asynchronous_parameter_server", "federated",
                               "stale_synchronous_parallel", "synchronous_parameter_server"}) {
    const RecordedRun run =
        run_scenario(scenario(strategy) +
                     "[[failure]]\nkind = \"link_down\"\nlinks = \"link-server\"\n"
                     "at = \"100 ms\"\n");
    INFO(strategy << ": " << run.answer << ", " << run.run.reason);
    // Rounds go on without a result; no worker's gradient ever arrives.
    CHECK((run.answer == "exit 0" || run.answer == "exit 1"));
    CHECK(run.events_of("retry").size() > 0);
  }
}
