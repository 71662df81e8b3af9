#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::RecordedRun;
using test::run_scenario;

namespace {

constexpr int kHosts = 10;

RecordedRun run_with(const std::string& share, const std::vector<std::string>& overrides = {}) {
  return run_scenario(test::small_scenario(kHosts) + R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 2
batch_size = 10
[[failure]]
kind = "stragglers"
hosts = "host-*"
slowdown = 4.0
share = )" + share + "\n",
                      overrides);
}

std::set<std::string> slow_hosts(const RecordedRun& run) {
  std::set<std::string> hosts;
  for (const EventRow& event : run.events_of("host_slow")) {
    hosts.insert(event.subject);
  }
  return hosts;
}

}  // namespace

TEST_CASE("stragglers: a share of the hosts computes so many times longer in every round") {
  const RecordedRun run = run_with("0.3");
  REQUIRE(run.answer == "exit 0");
  const std::set<std::string> slow = slow_hosts(run);
  CHECK(slow.size() == 3);
  const double batch_s = 10 * 320 / 1e6;
  REQUIRE(run.node_rounds.size() == 2 * kHosts);
  for (const NodeRoundRow& row : run.node_rounds) {
    INFO(row.node << " in round " << row.round);
    CHECK(row.compute_s == Approx(batch_s * (slow.count(row.node) > 0 ? 4.0 : 1.0)).epsilon(1e-9));
  }
  CHECK(run.events_of("host_slow").front().simulated_s == 0.0);
  CHECK(run.events_of("host_normal").empty());
}

TEST_CASE("stragglers: the number is rounded to the nearest, and one at least above 0") {
  CHECK(slow_hosts(run_with("0.0")).empty());
  CHECK(slow_hosts(run_with("0.01")).size() == 1);
  CHECK(slow_hosts(run_with("0.24")).size() == 2);
  CHECK(slow_hosts(run_with("0.25")).size() == 3);
  CHECK(slow_hosts(run_with("1.0")).size() == kHosts);
}

TEST_CASE("stragglers: those of a smaller share are among those of a larger, the seed chooses") {
  const std::set<std::string> few = slow_hosts(run_with("0.3"));
  const std::set<std::string> more = slow_hosts(run_with("0.6"));
  CHECK(std::includes(more.begin(), more.end(), few.begin(), few.end()));
  CHECK(slow_hosts(run_with("0.3", {"seed=8"})) != few);
}
