#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::run_scenario;

TEST_CASE("link_down: a push waits for the link by its retries, as the interval says") {
  // Two workers: pull until 17.7 ms, batch until 20.9 ms, push until 38.6 ms. The link is off from
  // 25 to 125 ms; tries at 25, 75 and 125 ms, the last one goes through.
  const auto run = run_scenario(test::small_scenario(2) + R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 1
batch_size = 10
retries = 5
retry_interval = "51 ms"
[[failure]]
kind = "link_down"
links = "link-1"
at = "25 ms"
duration = "100 ms"
)");
  REQUIRE(run.answer == "exit 0");
  CHECK(run.events_of("retry").size() == 2);
  CHECK(run.rounds.at(0).completed == 2);
  const double push_s = 0.015 + 84 * 4 * 8 / 1e6;
  const double update_s = (2.0 * 2 * 96 + 2 * 96) / 1e6;
  CHECK(run.rounds.at(0).end_s == Approx(0.025 + 2 * 0.051 + push_s + update_s).epsilon(1e-9));
}
