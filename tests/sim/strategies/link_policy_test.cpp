#include <cmath>

#include <catch2/catch.hpp>

#include "sim/engine/node.hpp"
#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"

using namespace simgrad;
using test::exactly;
using test::RecordedRun;
using test::run_scenario;

/// Pauses before further tries, and heartbeats.
namespace {

std::string trained(const std::string& policy, const std::string& failure) {
  return test::small_scenario(2) +
         "[strategy]\nkind = \"synchronous_parameter_server\"\nrounds = 12\nbatch_size = 10\n" +
         policy + failure;
}

std::vector<double> retries(const RecordedRun& run) {
  std::vector<double> times;
  for (const EventRow& event : run.events_of("retry")) {
    times.push_back(event.simulated_s);
  }
  return times;
}

}  // namespace

TEST_CASE("link policy: pauses grow by the factor up to the limit") {
  const RetryPolicy policy{9, 0.5, 2.0, 3.0};
  const Stream stream(1, Purpose::kTest);
  CHECK(policy.pause_s(1, stream) == 0.5);
  CHECK(policy.pause_s(2, stream) == 1.0);
  CHECK(policy.pause_s(3, stream) == 2.0);
  CHECK(policy.pause_s(4, stream) == 3.0);
  CHECK(policy.pause_s(400, stream) == 3.0);
}

TEST_CASE("link policy: of a pause the jitter's share is drawn evenly") {
  const RetryPolicy policy{9, 2.0, 1.0, kForever, 0.5, 1};
  double sum = 0.0;
  for (std::uint64_t k = 0; k < 10'000; ++k) {
    const double pause_s = policy.pause_s(1, Stream(1, Purpose::kRetryPause, 3, k));
    CHECK((pause_s > 1.0 && pause_s <= 2.0));
    sum += pause_s;
  }
  CHECK(sum / 10'000 == Approx(1.5).margin(3 * 1.0 / std::sqrt(12.0 * 10'000)));
}

TEST_CASE("link policy: a transfer over a broken link is tried after 0.1, 0.2, 0.4, 0.4 s") {
  const RecordedRun run = run_scenario(
      trained("retry_interval = \"100 ms\"\nretry_backoff = 2.0\nretry_limit = \"400 ms\"\n",
              test::cut("link-0", 0.005, "1 s")));
  REQUIRE(run.answer == "exit 0");
  const std::vector<double> times = retries(run);
  REQUIRE(times.size() == 4);
  CHECK(times[0] == exactly(0.005));
  CHECK(times[1] == exactly(0.105));
  CHECK(times[2] == exactly(0.305));
  CHECK(times[3] == exactly(0.705));
}

TEST_CASE("link policy: jitter moves tries, the same way in every run") {
  const std::string scenario = trained("retry_interval = \"100 ms\"\nretry_jitter = 1.0\n",
                                       test::cut("link-0", 0.005, "1 s"));
  const RecordedRun run = run_scenario(scenario);
  const std::vector<double> times = retries(run);
  REQUIRE(times.size() > 10);
  CHECK(times[1] < 0.105);
  CHECK((run.canonical == run_scenario(scenario, {}, 4).canonical));
}

TEST_CASE("link policy: a crash is known so many periods after the last beat before it") {
  const Detection beats{0.0, 2.0, 3, 64.0};
  CHECK(beats.after_s(5.0) == exactly(4.0 + 6.0 - 5.0));
  CHECK(beats.after_s(4.0) == exactly(2.0 + 6.0 - 4.0));  // before it sends that beat
  CHECK(beats.after_s(4.001) == exactly(4.0 + 6.0 - 4.001));
  CHECK(beats.bytes_between(0.0, 5.0) == 3 * 64.0);
  CHECK(beats.bytes_between(5.0, 6.0) == 0.0);
  CHECK(beats.bytes_between(6.0, 6.5) == 64.0);
}

TEST_CASE("link policy: the server goes on without a worker when its beats are missing") {
  const RecordedRun run =
      run_scenario(trained("heartbeat = { period = \"40 ms\", misses = 5, bytes = \"64 B\" }\n",
                           test::crash("host-1", 0.010)));
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.rounds.front().failed == 1);
  // The last beat is that of 0 s; then comes the update by one gradient.
  CHECK(run.rounds.front().end_s == exactly(0.200 + test::kUpdate_s + 2.0 * 96 / 1e6));
  double bytes = 0.0;
  for (const MetricRow& metric : run.metrics) {
    bytes += metric.name == "heartbeat_bytes" ? metric.value : 0.0;
  }
  const double end_s = run.run.simulated_s;
  CHECK(bytes == 64.0 * (1 + std::ceil(end_s / 0.040)));
}
