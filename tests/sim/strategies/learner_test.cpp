#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/statistics.hpp"

using namespace simgrad;
using test::exactly;
using test::kBatch_s;
using test::RecordedRun;
using test::run_scenario;

namespace {

std::string training(int workers, const std::string& more) {
  return test::small_scenario(workers) + R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 3
batch_size = 10
)" + more;
}

/// What each computation of `node` took; "": of every node.
std::vector<double> compute_times_of(const RecordedRun& run, const std::string& node) {
  std::vector<double> times;
  for (const NodeRoundRow& row : run.node_rounds) {
    if (node.empty() || row.node == node) {
      times.push_back(row.compute_s);
    }
  }
  return times;
}

}  // namespace

TEST_CASE("learner: at efficiency e a gradient takes 1 / e of its time at the host's speed") {
  const RecordedRun run = run_scenario(training(2, "[compute]\nefficiency = 0.4\n"));
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.node_rounds.size() == 6);
  for (const double time_s : compute_times_of(run, "")) {
    CHECK(time_s == exactly(kBatch_s / 0.4));
  }
}

TEST_CASE("learner: hosts have their own efficiency and step time, the last entry over all") {
  const RecordedRun run = run_scenario(training(4, R"(
[compute]
efficiency = 0.5
[[compute.host]]
hosts = "host-[12]"
efficiency = 0.25
[[compute.host]]
hosts = ["host-2", "host-3"]
step_time = "85 ms"
[[compute.host]]
hosts = "host-3"
step_time = "60 ms"
)"));
  REQUIRE(run.answer == "exit 0");
  CHECK(compute_times_of(run, "host-0").at(0) == exactly(kBatch_s / 0.5));
  CHECK(compute_times_of(run, "host-1").at(0) == exactly(kBatch_s / 0.25));
  CHECK(compute_times_of(run, "host-2").at(0) == exactly(0.085));
  CHECK(compute_times_of(run, "host-3").at(0) == exactly(0.060));
}

TEST_CASE("learner: jitter spreads computations about their time, whatever its own mean") {
  const RecordedRun run = run_scenario(training(4, R"(
[compute]
step_time = "10 ms"
jitter = { distribution = "exponential", mean = "7 s" }
)"),
                                       {"strategy.rounds=1000"});
  REQUIRE(run.answer == "exit 0");
  const auto found = test::moments(compute_times_of(run, ""));
  CHECK(std::abs(found.mean - 0.010) < 4.0 * found.standard_error);
  CHECK(std::sqrt(found.variance) == Approx(0.010).epsilon(0.1));
}

TEST_CASE("learner: a shifted lognormal jitter has a least time and a tail, on its hosts alone") {
  const RecordedRun run = run_scenario(training(2, R"(
[compute]
step_time = "10 ms"
[[compute.host]]
hosts = "host-1"
jitter = { distribution = "lognormal", median = "1 s", sigma = 0.0, shift = "3 s" }
)"));
  REQUIRE(run.answer == "exit 0");
  CHECK(compute_times_of(run, "host-0").at(0) == exactly(0.010));
  CHECK(compute_times_of(run, "host-1").at(0) == exactly(0.010));  // sigma 0: always its mean
  const std::string tail =
      "{ distribution = \"lognormal\", median = \"1 s\", sigma = 1.0, "
      "shift = \"3 s\" }";
  const RecordedRun spread = run_scenario(
      training(2, "[compute]\nstep_time = \"10 ms\"\njitter = " + tail), {"strategy.rounds=200"});
  const double mean = 3.0 + std::exp(0.5);
  const std::vector<double> times = compute_times_of(spread, "");
  CHECK(*std::min_element(times.begin(), times.end()) > 0.010 * 3.0 / mean);
  CHECK(test::fraction_up_to(times, 0.010 * 4.0 / mean) ==
        Approx(0.5).margin(test::four_errors(0.5, times.size())));
}

TEST_CASE("learner: each worker draws its own jitter, the same in each run of a seed") {
  const std::string scenario = training(
      2, "[compute]\njitter = { distribution = \"gamma\", shape = 4.0, mean = \"1 s\" }\n");
  const RecordedRun run = run_scenario(scenario);
  CHECK(compute_times_of(run, "host-0") != compute_times_of(run, "host-1"));
  CHECK(run.canonical == run_scenario(scenario, {}, 1).canonical);
  CHECK(compute_times_of(run, "") != compute_times_of(run_scenario(scenario, {"seed=8"}), ""));
}

TEST_CASE("learner: a jitter that is always 0 s has no mean to be measured by") {
  const RecordedRun run = run_scenario(training(2, "[compute]\njitter = \"0 s\"\n"));
  CHECK_THAT(run.answer, Catch::Contains("compute.jitter: it draws nothing but 0 s"));
}
