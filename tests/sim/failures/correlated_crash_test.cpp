#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::RecordedRun;
using test::run_scenario;

namespace {

constexpr const char* kStrategy = R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 300
batch_size = 10
detection_delay = "50 ms"
[[failure]]
kind = "correlated_crash"
)";

constexpr const char* kTwoRacks = R"(
domain = [{ hosts = "host-[0-2]" }, { hosts = ["host-3", "host-[45]"] }]
)";

constexpr const char* kAgain = R"(
time_to_failure = { distribution = "exponential", mean = "1 s" }
time_to_repair = { distribution = "exponential", mean = "100 ms" }
)";

RecordedRun run_with(const std::string& failure, const std::vector<std::string>& overrides = {}) {
  return run_scenario(test::small_scenario(6) + kStrategy + failure, overrides);
}

using Groups = std::map<double, std::set<std::string>>;  // by instant

Groups groups(const RecordedRun& run, const std::string& kind) {
  Groups found;
  for (const EventRow& event : run.events_of(kind)) {
    found[event.simulated_s].insert(event.subject);
  }
  return found;
}

}  // namespace

TEST_CASE("correlated_crash: a domain's hosts go off and come back at the same instants") {
  const RecordedRun run =
      run_with(std::string(kTwoRacks) + "at = \"100 ms\"\nduration = \"70 ms\"\n");
  REQUIRE(run.answer == "exit 0");
  const std::set<std::string> all{"host-0", "host-1", "host-2", "host-3", "host-4", "host-5"};
  CHECK(groups(run, "host_down") == Groups{{0.1, all}});
  CHECK(groups(run, "host_up") == Groups{{0.1 + 0.07, all}});
  CHECK(run.events_of("host_down").front().detail == "failure[0]: correlated_crash, domain[0]");
}

TEST_CASE("correlated_crash: each domain fails on its own, as one") {
  const RecordedRun run = run_with(std::string(kTwoRacks) + kAgain);
  REQUIRE(run.answer == "exit 0");
  const std::set<std::string> first{"host-0", "host-1", "host-2"};
  const std::set<std::string> second{"host-3", "host-4", "host-5"};
  std::size_t of_first = 0;
  const Groups down = groups(run, "host_down");
  CHECK(down.size() >= 8);
  for (const auto& [instant_s, hosts] : down) {
    CHECK((hosts == first || hosts == second));
    of_first += hosts == first ? 1U : 0U;
  }
  CHECK(of_first > 0);
  CHECK(of_first < down.size());
  CHECK(groups(run, "host_up").size() + 1 >= down.size());
}

TEST_CASE("correlated_crash: what one domain suffers does not depend on the others") {
  const RecordedRun both = run_with(std::string(kTwoRacks) + kAgain);
  const RecordedRun alone =
      run_with(std::string("domain = [{ hosts = \"host-[0-2]\" }]\n") + kAgain);
  std::vector<double> with;
  std::vector<double> without;
  for (const auto& [instant_s, hosts] : groups(both, "host_down")) {
    if (hosts.count("host-0") > 0) {
      with.push_back(instant_s);
    }
  }
  for (const auto& [instant_s, hosts] : groups(alone, "host_down")) {
    without.push_back(instant_s);
  }
  const std::size_t common = std::min(with.size(), without.size());
  REQUIRE(common >= 3);
  with.resize(common);
  without.resize(common);
  CHECK(with == without);
}

TEST_CASE("correlated_crash: with a share, each host goes with that probability, drawn each time") {
  const RecordedRun run =
      run_with("domain = [{ hosts = \"host-*\" }]\nshare = 0.5\n" + std::string(kAgain),
               {"strategy.rounds=2000", "failure[0].time_to_failure=\"150 ms\"",
                "failure[0].time_to_repair=\"20 ms\""});
  REQUIRE(run.answer == "exit 0");
  const Groups down = groups(run, "host_down");
  std::set<std::set<std::string>> differing;
  std::size_t hosts = 0;
  for (const auto& [instant_s, together] : down) {
    differing.insert(together);
    hosts += together.size();
  }
  const auto draws = 6.0 * static_cast<double>(down.size());
  REQUIRE(draws > 1000.0);
  CHECK(differing.size() > 10);
  // Occurrences in which no host goes leave no event: one in 64.
  CHECK(std::abs(static_cast<double>(hosts) - 0.5 * draws) < 3.0 * std::sqrt(0.25 * draws) + 6.0);
}

TEST_CASE("correlated_crash: no domain, or one of unknown hosts, is refused with its place") {
  const RecordedRun none = run_with(std::string("domain = []\n") + kAgain);
  CHECK(none.answer.find("at least one domain of hosts was expected") != std::string::npos);
  const RecordedRun unknown = run_with(std::string("domain = [{ hosts = \"rack-*\" }]\n") + kAgain);
  CHECK(unknown.answer.find("failure[0].domain[0].hosts") != std::string::npos);
  CHECK(unknown.answer.find("scenario.toml:") != std::string::npos);
}
