#include <cmath>

#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::RecordedRun;
using test::run_scenario;

namespace {

RecordedRun run_with(const std::string& failure) {
  return run_scenario(test::small_scenario(4) + R"(
[strategy]
kind = "federated"
clients_per_round = 2
rounds = 60
detection_delay = "10 ms"
retry_interval = "10 ms"
[[failure]]
kind = "published_rates"
hosts = "host-*"
)" + failure);
}

}  // namespace

TEST_CASE("published_rates: accelerated, a short run meets failures, each with its figures' name") {
  const RecordedRun run = run_with("figures = \"fl_phones\"\nacceleration = 2000.0\n");
  REQUIRE(run.answer == "exit 0");
  const auto down = run.events_of("host_down");
  REQUIRE(down.size() > 4);
  CHECK(down[0].detail == "failure[0]: published_rates, fl_phones");
  for (const EventRow& up : run.events_of("host_up")) {
    bool found = false;
    for (const EventRow& begun : down) {
      found = found || (begun.subject == up.subject &&
                        std::abs(up.simulated_s - begun.simulated_s - 0.075) < 1e-9);
    }
    CHECK(found);
  }
}

TEST_CASE("published_rates: at their own pace, a run of seconds meets none") {
  CHECK(run_with("figures = \"llama3_16k\"\n").events_of("host_down").empty());
}

TEST_CASE("published_rates: figures that are not known are refused, with those that are") {
  const RecordedRun run = run_with("figures = \"llama3\"\n");
  CHECK(run.answer.find("llama3_16k") != std::string::npos);
}
