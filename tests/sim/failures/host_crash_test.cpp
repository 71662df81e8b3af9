#include <map>

#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::RecordedRun;
using test::run_scenario;

namespace {

constexpr const char* kCrashes = R"(
[[failure]]
kind = "host_crash"
hosts = "host-*"
time_to_failure = { distribution = "weibull", shape = 0.7, mean = "2 s" }
time_to_repair = { distribution = "lognormal", median = "200 ms", sigma = 0.5 }
)";

constexpr const char* kServer = R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 400
batch_size = 10
detection_delay = "50 ms"
)";

constexpr const char* kFederated = R"(
[strategy]
kind = "federated"
rounds = 250
clients_per_round = 2
detection_delay = "50 ms"
retry_interval = "100 ms"
)";

/// "time host" of every crash and repair up to a time.
std::string crashes(const RecordedRun& run, double until_s) {
  std::string text;
  for (const EventRow& event : run.events) {
    if ((event.kind == "host_down" || event.kind == "host_up") && event.simulated_s <= until_s) {
      text += std::to_string(event.simulated_s) + " " + event.kind + " " + event.subject + "\n";
    }
  }
  return text;
}

}  // namespace

TEST_CASE("host_crash: two strategies under one seed meet the same crashes") {
  const RecordedRun server = run_scenario(test::small_scenario(4) + kServer + kCrashes);
  const RecordedRun federated = run_scenario(test::small_scenario(4) + kFederated + kCrashes);
  REQUIRE(server.answer == "exit 0");
  REQUIRE(federated.answer == "exit 0");
  const double common_s = std::min(server.run.simulated_s, federated.run.simulated_s);
  CHECK(server.events_of("host_down").size() > 10);
  CHECK(crashes(server, common_s) == crashes(federated, common_s));
  const RecordedRun other = run_scenario(test::small_scenario(4) + kServer + kCrashes, {"seed=8"});
  CHECK(crashes(other, common_s) != crashes(server, common_s));
}

TEST_CASE("host_crash: what one host suffers does not depend on the others") {
  const RecordedRun four = run_scenario(test::small_scenario(4) + kServer + kCrashes);
  const RecordedRun two = run_scenario(test::small_scenario(2) + kServer + kCrashes);
  const auto of_first = [](const RecordedRun& run) {
    std::vector<double> times;
    for (const EventRow& event : run.events_of("host_down")) {
      if (event.subject == "host-0") {
        times.push_back(event.simulated_s);
      }
    }
    return times;
  };
  const auto a = of_first(four);
  const auto b = of_first(two);
  REQUIRE(std::min(a.size(), b.size()) >= 2);
  CHECK(std::vector<double>(a.begin(), a.begin() + 2) ==
        std::vector<double>(b.begin(), b.begin() + 2));
}

TEST_CASE("host_crash: crashes and repairs alternate, and the time down is accounted for") {
  const RecordedRun run = run_scenario(test::small_scenario(4) + kServer + kCrashes);
  std::map<std::string, std::string> last;
  for (const EventRow& event : run.events) {
    if (event.kind == "host_down" || event.kind == "host_up") {
      CHECK(last[event.subject] != event.kind);
      last[event.subject] = event.kind;
    }
  }
  double recorded_s = 0.0;
  for (const SpanRow& span : run.spans) {
    recorded_s += span.kind == "down" ? span.end_s - span.begin_s : 0.0;
  }
  double reported_s = 0.0;
  for (const NodeRoundRow& row : run.node_rounds) {
    reported_s += row.down_s;
  }
  CHECK(reported_s == Approx(recorded_s).epsilon(1e-9));
}
