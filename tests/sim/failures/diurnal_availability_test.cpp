#include <cmath>
#include <map>

#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::RecordedRun;
using test::run_scenario;

namespace {

RecordedRun run_with(int hosts, const std::string& failure, int rounds = 60) {
  return run_scenario(test::small_scenario(hosts) + R"(
[strategy]
kind = "federated"
clients_per_round = 2
detection_delay = "10 ms"
retry_interval = "10 ms"
rounds = )" + std::to_string(rounds) +
                      "\n[[failure]]\nkind = \"diurnal_availability\"\nhosts = \"host-*\"\n" +
                      failure);
}

std::vector<double> times(const RecordedRun& run, const std::string& kind,
                          const std::string& host) {
  std::vector<double> found;
  for (const EventRow& event : run.events_of(kind)) {
    if (event.subject == host) {
      found.push_back(event.simulated_s);
    }
  }
  return found;
}

}  // namespace

TEST_CASE("diurnal_availability: without a spread all are up around the peak, each day") {
  const RecordedRun run = run_with(3, "period = \"1 s\"\navailable = 0.5\npeak = \"400 ms\"\n");
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.run.simulated_s > 2.7);
  for (const char* host : {"host-0", "host-1", "host-2"}) {
    const auto down = times(run, "host_down", host);
    const auto up = times(run, "host_up", host);
    REQUIRE(down.size() >= 3);
    REQUIRE(up.size() >= 3);
    CHECK(down[0] == 0.0);
    CHECK(up[0] == Approx(0.15).epsilon(1e-9));
    CHECK(down[1] == Approx(0.65).epsilon(1e-9));
    CHECK(up[1] == Approx(1.15).epsilon(1e-9));
    CHECK(down[2] == Approx(1.65).epsilon(1e-9));
  }
}

TEST_CASE("diurnal_availability: a window that lies over midnight is up at the begin") {
  const RecordedRun run = run_with(3, "period = \"1 s\"\navailable = 0.5\npeak = \"100 ms\"\n");
  const auto down = times(run, "host_down", "host-0");
  const auto up = times(run, "host_up", "host-0");
  REQUIRE(down.size() >= 2);
  CHECK(down[0] == Approx(0.35).epsilon(1e-9));
  CHECK(up[0] == Approx(0.85).epsilon(1e-9));
  CHECK(down[1] == Approx(1.35).epsilon(1e-9));
}

TEST_CASE("diurnal_availability: windows' middles have the spread, and each its length") {
  constexpr int kHosts = 200;
  const RecordedRun run = run_with(
      kHosts, "period = \"10 s\"\navailable = 0.6\npeak = \"5 s\"\nspread = \"500 ms\"\n", 400);
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.run.simulated_s > 10.0);
  double sum = 0.0;
  double squares = 0.0;
  for (int h = 0; h < kHosts; ++h) {
    const std::string host = "host-" + std::to_string(h);
    const auto down = times(run, "host_down", host);
    const auto up = times(run, "host_up", host);
    REQUIRE(down.size() >= 2);  // from 0 on, and after the window
    REQUIRE(!up.empty());
    CHECK(down[1] - up[0] == Approx(6.0).epsilon(1e-9));
    const double middle_s = 0.5 * (up[0] + down[1]);
    sum += middle_s;
    squares += (middle_s - 5.0) * (middle_s - 5.0);
  }
  const double standard_error_s = 0.5 / std::sqrt(kHosts);
  CHECK(std::abs(sum / kHosts - 5.0) < 3.0 * standard_error_s);
  CHECK(std::sqrt(squares / kHosts) == Approx(0.5).epsilon(3.0 / std::sqrt(2.0 * kHosts)));
}

TEST_CASE(
    "diurnal_availability: always available means no outage, a peak past the day is refused") {
  CHECK(run_with(3, "available = 1.0\n").events_of("host_down").empty());
  const RecordedRun late = run_with(3, "period = \"1 h\"\navailable = 0.5\npeak = \"2 h\"\n");
  CHECK(late.answer.find("'peak' is a time of day") != std::string::npos);
}
