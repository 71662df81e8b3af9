#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::run_scenario;

TEST_CASE("slow_host: several at once multiply, and each ends on its own") {
  const auto run = run_scenario(test::small_scenario(1) + R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 1
batch_size = 100
[[failure]]
kind = "slow_host"
hosts = "host-0"
at = "20 ms"
duration = "40 ms"
speed_factor = 0.5
[[failure]]
kind = "slow_host"
hosts = "host-0"
at = "40 ms"
duration = "40 ms"
speed_factor = 0.1
)");
  REQUIRE(run.answer == "exit 0");
  // The work: 32 ms at full speed from 17.688 ms on. Done by 20, 40, 60 and 80 ms: 2.312,
  // + 20 / 2, + 20 / 20, + 20 / 10 ms; the rest at full speed.
  const double pull_s = 0.015 + 84 * 4 * 8 / 1e6;
  const double done_s = (0.020 - pull_s) + 0.010 + 0.001 + 0.002;
  REQUIRE(run.node_rounds.size() == 1);
  CHECK(run.node_rounds[0].compute_s ==
        Approx(0.080 - pull_s + (100 * 320 / 1e6 - done_s)).epsilon(1e-9));
  CHECK(run.events_of("host_slow").size() + run.events_of("host_normal").size() == 4);
}

TEST_CASE("slow_host: two that begin at one instant multiply too") {
  std::string scenario = test::small_scenario(1) + R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 1
batch_size = 100
)";
  for (const char* factor : {"0.5", "0.25"}) {
    scenario +=
        "[[failure]]\nkind = \"slow_host\"\nhosts = \"host-0\"\nat = \"20 ms\"\n"
        "speed_factor = " +
        std::string(factor) + "\n";
  }
  const auto run = run_scenario(scenario);
  REQUIRE(run.answer == "exit 0");
  const double done_s = 0.020 - (0.015 + 84 * 4 * 8 / 1e6);
  REQUIRE(run.node_rounds.size() == 1);
  CHECK(run.node_rounds[0].compute_s ==
        Approx(done_s + 8 * (100 * 320 / 1e6 - done_s)).epsilon(1e-9));
}

TEST_CASE("slow_host: it begins at the instant at which the host goes off") {
  for (const bool crash_first : {true, false}) {
    const std::string crash =
        "[[failure]]\nkind = \"host_crash\"\nhosts = \"host-0\"\nat = \"30 ms\"\n"
        "duration = \"10 ms\"\n";
    const std::string slow =
        "[[failure]]\nkind = \"slow_host\"\nhosts = \"host-0\"\nat = \"30 ms\"\n"
        "speed_factor = 0.5\n";
    const auto run = run_scenario(test::small_scenario(2) + R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 2
batch_size = 100
detection_delay = "0 s"
)" + (crash_first ? crash + slow : slow + crash));
    CHECK(run.answer == "exit 0");
  }
}
