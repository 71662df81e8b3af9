#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::run_scenario;

TEST_CASE("link_degradation: a round over a slow link takes its factors longer, then as before") {
  const auto run = run_scenario(test::small_scenario(2) + R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 60
batch_size = 10
[[failure]]
kind = "link_degradation"
links = "link-*"
at = "0 s"
duration = "500 ms"
latency_factor = 3.0
bandwidth_factor = 0.25
)");
  REQUIRE(run.answer == "exit 0");
  const double rest_s = 10 * 320 / 1e6 + (2.0 * 2 * 96 + 2 * 96) / 1e6;
  const double normal_s = 2 * (0.015 + 84 * 4 * 8 / 1e6) + rest_s;
  // The server's link has 1 Gbit/s, 250 Mbit/s when degraded: never the bottleneck.
  const double slow_s = 2 * (0.045 + 4 * 84 * 4 * 8 / 1e6) + rest_s;
  CHECK(run.rounds.front().end_s == Approx(slow_s).epsilon(1e-9));
  const RoundRow& last = run.rounds.back();
  CHECK(last.end_s - last.begin_s == Approx(normal_s).epsilon(1e-7));
  CHECK(run.events_of("link_degraded").size() == 3);
  CHECK(run.events_of("link_normal").size() == 3);
}
