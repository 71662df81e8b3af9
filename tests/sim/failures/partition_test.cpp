#include <array>

#include <catch2/catch.hpp>

#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::RecordedRun;
using test::run_scenario;

namespace {

std::string partition(const std::string& sides, double at_s, const std::string& duration = "") {
  return test::failure("partition", "side", "[" + sides + "]", at_s, duration);
}

constexpr const char* kServer = R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 1
batch_size = 10
retries = 5
retry_interval = "51 ms"
)";

// A small half, a large one, and the server alone.
constexpr std::array kSplits{"{ hosts = \"host-[0-1]\" }, { hosts = [\"host-[2-3]\", \"server\"] }",
                             "{ hosts = \"host-3\" }, { hosts = [\"host-[0-2]\", \"server\"] }",
                             "{ hosts = \"server\" }, { hosts = \"host-*\" }"};

const std::vector<std::string> kFourLayers{"model.kind=mlp", "model.hidden=[8, 8, 8]"};

const double kPull_s = 0.015 + 84 * 4 * 8 / 1e6;
const double kUpdate_s = (2.0 * 2 * 96 + 2 * 96) / 1e6;

std::string own_keys(const std::string& strategy) {
  if (strategy == "federated") {
    return "clients_per_round = 4\n";
  }
  return strategy == "stale_synchronous_parallel" ? "batch_size = 20\nstaleness_bound = 1\n"
                                                  : "batch_size = 20\n";
}

}  // namespace

TEST_CASE("partition: what is on its way is cut at once, and goes through when it has healed") {
  // As over a link that is off from 25 to 125 ms, in the midst of a push: tries at 25, 76 and 127.
  const RecordedRun run =
      run_scenario(test::small_scenario(2) + kServer +
                   partition("{ hosts = \"host-1\" }, { hosts = [\"server\"] }", 0.025, "100 ms"));
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.at(0).completed == 2);
  CHECK(run.rounds.at(0).end_s == Approx(0.025 + 2 * 0.051 + kPull_s + kUpdate_s).epsilon(1e-9));
  REQUIRE(run.events_of("retry").size() == 2);
  CHECK(run.events_of("retry")[0].simulated_s == 0.025);
  CHECK(run.events_of("retry")[0].detail.find("link down partition host-1 | server") !=
        std::string::npos);
}

TEST_CASE("partition: its begin and its end are events at their exact instants") {
  const RecordedRun run =
      run_scenario(test::small_scenario(3) + kServer +
                   partition("{ hosts = \"host-*\" }, { hosts = \"server\" }", 0.03, "100 ms"));
  REQUIRE(run.events_of("partition").size() == 1);
  REQUIRE(run.events_of("partition_end").size() == 1);
  CHECK(run.events_of("partition")[0].simulated_s == 0.03);
  CHECK(run.events_of("partition")[0].subject == "host-0, host-1 and 1 more | server");
  CHECK(run.events_of("partition")[0].detail == "failure[0]: partition");
  CHECK(run.events_of("partition_end")[0].simulated_s == 0.13);
}

TEST_CASE("partition: two that overlap both count, and who is in no side reaches everybody") {
  const RecordedRun run =
      run_scenario(test::small_scenario(2) + kServer +
                   partition("{ hosts = \"host-1\" }, { hosts = \"server\" }", 0.025, "100 ms") +
                   partition("{ hosts = \"server\" }, { hosts = \"host-[1-9]\" }", 0.1, "100 ms"));
  REQUIRE(run.answer == "exit 0");
  // Tries at 25, 76, 127, 178 and 229 ms: the second one lasts until 200 ms.
  CHECK(run.rounds.at(0).end_s == Approx(0.025 + 4 * 0.051 + kPull_s + kUpdate_s).epsilon(1e-9));
  CHECK(run.node_rounds.at(0).send_s == Approx(kPull_s).epsilon(1e-9));  // host-0's
}

TEST_CASE("partition: a link and a host may go off in it too") {
  const RecordedRun run =
      run_scenario(test::small_scenario(3) + R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 5
batch_size = 10
detection_delay = "50 ms"
retries = 5
retry_interval = "51 ms"
)" + partition("{ hosts = \"host-1\" }, { hosts = [\"server\", \"host-2\"] }", 0.025, "100 ms") +
                   test::cut("link-1", 0.025, "150 ms") + test::crash("host-1", 0.025, "70 ms") +
                   test::crash("host-2", 0.025, "70 ms"));
  CHECK(run.answer == "exit 0");
  CHECK(run.rounds.size() == 5);
  CHECK(run.events_of("partition_end").size() == 1);
}

TEST_CASE("partition: what makes no sense is told") {
  const auto answer = [](const std::string& sides) {
    return run_scenario(test::small_scenario(3) + kServer + partition(sides, 0.03)).answer;
  };
  CHECK(answer("{ hosts = \"host-*\" }").find("two or more sides were expected") !=
        std::string::npos);
  CHECK(answer("{ hosts = \"host-*\" }, { hosts = [\"server\", \"host-2\"] }")
            .find("error: failure[0]: host 'host-2' is in side[0] and in side[1]") !=
        std::string::npos);
  CHECK(answer("{ hosts = \"host-*\" }, { hosts = \"hosts-2\" }").find("no host is called") !=
        std::string::npos);
}

TEST_CASE("partition: every strategy ends under it, in each phase, whoever is with the server") {
  for (const std::string strategy :
       {"all_reduce", "asynchronous_gossip", "asynchronous_parameter_server", "diloco", "federated",
        "gossip", "local_sgd", "pipeline", "sharded_data_parallel", "stale_synchronous_parallel",
        "synchronous_parameter_server"}) {
    const std::string scenario = test::small_scenario(4) + "[strategy]\nkind = \"" + strategy +
                                 "\"\nrounds = 3\n" + own_keys(strategy) +
                                 "detection_delay = \"100 ms\"\nretry_interval = \"50 ms\"\n";
    const RecordedRun calm = run_scenario(scenario, kFourLayers);
    INFO(strategy << ": " << calm.answer << ", " << calm.run.reason);
    REQUIRE(calm.answer == "exit 0");
    std::size_t k = 0;
    for (const test::Moment& moment : test::moments(calm, 1)) {
      if (moment.host != "host-3") {
        continue;
      }
      // Over the moments each split and each duration comes several times.
      const char* sides = kSplits[k % kSplits.size()];
      const bool heals = k++ % 2 == 0;
      const RecordedRun run = run_scenario(
          scenario + partition(sides, moment.simulated_s, heals ? "200 ms" : ""), kFourLayers);
      INFO(moment.phase << " of " << moment.host << " at " << moment.simulated_s << " s, " << sides
                        << (heals ? ", heals: " : ": ") << run.answer << ", " << run.run.reason);
      CHECK((run.answer == "exit 0" || (run.answer == "exit 1" && !heals)));
      CHECK(run.run.status == (run.answer == "exit 0" ? "finished" : "failed"));
      CHECK(run.events_of("partition").size() == 1);
    }
  }
}
