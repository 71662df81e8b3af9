#include <algorithm>
#include <cmath>
#include <map>

#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/trained.hpp"
#include "tests/support/updates.hpp"

using namespace simgrad;
using test::exactly;
using test::kBatch_s;
using test::kTransfer_s;
using test::kUpdate_s;
using test::RecordedRun;
using test::run_scenario;
using test::slow_host;

namespace {

double cycle_s(double slowness = 1.0) {
  return 2 * kTransfer_s + slowness * kBatch_s + kUpdate_s;
}

std::string small(int workers, const std::string& kind, const std::string& more) {
  return test::small_scenario(workers) + "[strategy]\nkind = \"" + kind + R"("
rounds = 3
batch_size = 10
detection_delay = "1 s"
)" + more;
}

std::string stale_synchronous(int workers, int bound, const std::string& more = "") {
  return small(workers, "stale_synchronous_parallel",
               "staleness_bound = " + std::to_string(bound) + "\n" + more);
}

std::map<std::string, std::int64_t> samples_of(const RecordedRun& run, std::int64_t from_round) {
  std::map<std::string, std::int64_t> samples;
  for (const NodeRoundRow& row : run.node_rounds) {
    if (row.round >= from_round) {
      samples[row.node] += row.samples;
    }
  }
  return samples;
}

/// Every table but `run`, which has the scenario's text.
std::string behind_run(const RecordedRun& run) {
  return run.canonical.substr(run.canonical.find("\nnode: "));
}

/// Sent by servers.
std::int64_t down_bytes(const RecordedRun& run) {
  std::int64_t bytes = 0;
  for (const RoundRow& round : run.rounds) {
    bytes += round.down_bytes;
  }
  return bytes;
}

const std::string kCached = "cached_reads = true\n";
constexpr std::int64_t kCopy_bytes = 336;  // 84 parameters

/// ‖a − b‖ / ‖a − w₀‖.
double distance(const RecordedRun& a, const RecordedRun& b) {
  const std::vector<float> begin = test::numbers_of(a.initial);
  const std::vector<float> ends_a = test::numbers_of(a.final);
  const std::vector<float> ends_b = test::numbers_of(b.final);
  double difference = 0.0;
  double moved = 0.0;
  for (std::size_t i = 0; i < begin.size(); ++i) {
    const auto at = static_cast<double>(ends_a[i]);
    difference += std::pow(at - static_cast<double>(ends_b[i]), 2);
    moved += std::pow(at - static_cast<double>(begin[i]), 2);
  }
  return std::sqrt(difference / moved);
}

}  // namespace

TEST_CASE("stale_synchronous_parallel: the fast worker is let ahead by the bound, then waits") {
  const RecordedRun run = run_scenario(stale_synchronous(2, 2, slow_host("0.01")));
  REQUIRE(run.answer == "exit 0");
  // The fast one's updates 1, 2, 3 take a cycle each; then it is 3 steps done to the slow one's
  // none, and begins each further step when the slow one has ended one.
  const double slow_s = cycle_s(100.0);
  const std::vector<double> expected_s{cycle_s(), 2 * cycle_s(),      3 * cycle_s(),
                                       slow_s,    slow_s + cycle_s(), 2 * slow_s};
  const std::vector<double> expected_staleness{0, 0, 0, 3, 0, 1};
  const std::vector<MetricRow> updates = test::staleness_of(run);
  REQUIRE(updates.size() == expected_s.size());
  for (std::size_t i = 0; i < updates.size(); ++i) {
    CHECK(updates[i].simulated_s == exactly(expected_s[i]));
    CHECK(updates[i].value == expected_staleness[i]);
  }
  // 84 parameters of 4 bytes: six pushes; six pulls, and the fast one's after update 5 is not sent.
  std::int64_t up = 0;
  std::int64_t down = 0;
  for (const RoundRow& round : run.rounds) {
    up += round.up_bytes;
    down += round.down_bytes;
  }
  CHECK(up == 6 * 336);
  CHECK(down == 6 * 336);
}

TEST_CASE("stale_synchronous_parallel: with a bound of 0 it is the synchronous server") {
  // Four gradients at the same parameters, applied one by one with η = 0.05, are one step with
  // their mean and η = 0.2, but for the order in which float32 sums: for plain SGD alone.
  for (const std::string& more : {std::string(), slow_host("0.25")}) {
    const std::vector<std::string> model{"strategy.rounds=50", "model.kind=mlp",
                                         "model.hidden=[16]"};
    auto each = model;
    each.emplace_back(R"(strategy.optimizer={ kind = "sgd", learning_rate = 0.05 })");
    auto mean = model;
    mean.emplace_back(R"(strategy.optimizer={ kind = "sgd", learning_rate = 0.2 })");
    const RecordedRun stale = run_scenario(stale_synchronous(4, 0, more), each);
    const RecordedRun synchronous =
        run_scenario(small(4, "synchronous_parameter_server", more), mean);
    REQUIRE(stale.answer == "exit 0");
    REQUIRE(synchronous.answer == "exit 0");
    CHECK(distance(synchronous, stale) <= 1e-6);
    const auto expected = test::train_in_one_process(
        stale.initial, test::union_of_batches(7, 4, 10, 50), {.learning_rate = 0.2});
    CHECK(test::relative_distance(stale.initial, stale.final, expected) <= 1e-5);
    // The same pulls, gradients and pushes. Then the synchronous server takes the mean of four, as
    // long as four steps, and steps; this one steps four times, or once if three came early.
    constexpr double kPass_s = 2.0 * 416 / 1e6;  // this model's 404 parameters, padded
    const double saved_s = more.empty() ? kPass_s : 4 * kPass_s;
    for (std::size_t i = 0; i < 50; ++i) {
      CHECK(synchronous.rounds.at(i).end_s - stale.rounds.at(i).end_s ==
            Approx(static_cast<double>(i + 1) * saved_s).epsilon(1e-6));
      CHECK(stale.rounds[i].mean_staleness == 1.5);  // 0, 1, 2, 3
      CHECK(stale.rounds[i].up_bytes == synchronous.rounds[i].up_bytes);
      CHECK(stale.rounds[i].down_bytes == synchronous.rounds[i].down_bytes);
    }
  }
}

TEST_CASE("stale_synchronous_parallel: with a bound that nobody reaches it is asynchronous") {
  const std::string more = slow_host("0.1") + R"(
[compute]
jitter_sigma = 0.4
[[failure]]
kind = "host_crash"
hosts = "host-*"
time_to_failure = { distribution = "exponential", mean = "1 s" }
time_to_repair = { distribution = "exponential", mean = "300 ms" }
)";
  const std::vector<std::string> overrides{"strategy.rounds=60",
                                           "strategy.optimizer={ kind = \"adam_w\" }"};
  const RecordedRun stale = run_scenario(stale_synchronous(3, 1'000'000, more), overrides);
  const RecordedRun free = run_scenario(small(3, "asynchronous_parameter_server", more), overrides);
  REQUIRE(stale.answer == "exit 0");
  REQUIRE(free.answer == "exit 0");
  CHECK(stale.events_of("host_down").size() > 3);
  CHECK(behind_run(stale).size() > 10'000);
  CHECK((behind_run(stale) == behind_run(free)));
}

TEST_CASE("stale_synchronous_parallel: the bound holds under jitter, at every instant") {
  constexpr int kBound = 3;
  const RecordedRun run = run_scenario(
      stale_synchronous(4, kBound, slow_host("0.2") + "[compute]\njitter_sigma = 0.7\n"),
      {"strategy.rounds=100"});
  REQUIRE(run.answer == "exit 0");
  std::map<std::string, int> computed{{"host-0", 0}, {"host-1", 0}, {"host-2", 0}, {"host-3", 0}};
  std::vector<SpanRow> spans = run.spans;
  std::sort(spans.begin(), spans.end(), [](const SpanRow& a, const SpanRow& b) {
    return a.end_s < b.end_s;
  });
  int furthest = 0;
  for (const SpanRow& span : spans) {
    if (span.kind == "compute" && span.node != "server") {
      ++computed[span.node];
      const auto [slowest, fastest] =
          std::minmax_element(computed.begin(), computed.end(), [](const auto& a, const auto& b) {
            return a.second < b.second;
          });
      furthest = std::max(furthest, fastest->second - slowest->second);
    }
  }
  CHECK(furthest == kBound + 1);  // the step that the bound let begin has been computed
}

TEST_CASE("stale_synchronous_parallel: a crash holds nobody back once it is known") {
  const RecordedRun run = run_scenario(stale_synchronous(2, 1, R"(
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "20 ms"
)"));
  REQUIRE(run.answer == "exit 0");
  const std::vector<MetricRow> updates = test::staleness_of(run);
  REQUIRE(updates.size() == 6);
  const double known_s = 1.020;
  const std::vector<double> expected_s{cycle_s(),
                                       2 * cycle_s(),
                                       known_s + cycle_s(),
                                       known_s + 2 * cycle_s(),
                                       known_s + 3 * cycle_s(),
                                       known_s + 4 * cycle_s()};
  for (std::size_t i = 0; i < updates.size(); ++i) {
    CHECK(updates[i].simulated_s == exactly(expected_s[i]));
  }
  CHECK(run.rounds.at(1).failed == 1);
}

TEST_CASE("stale_synchronous_parallel: a repaired worker joins at the slowest one's step") {
  const RecordedRun run = run_scenario(stale_synchronous(3, 1, R"(
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "20 ms"
duration = "3 s"
)"),
                                       {"strategy.rounds=200"});
  REQUIRE(run.answer == "exit 0");
  const auto joined =
      std::find_if(run.node_rounds.begin(), run.node_rounds.end(), [](const NodeRoundRow& row) {
        return row.node == "host-1" && row.outcome == "completed";
      });
  REQUIRE(joined != run.node_rounds.end());
  // From then on nobody waits for it, nor does it for the others: equal shares, and it did not
  // have to catch up with the fifty steps and more that the others have done without it.
  auto samples = samples_of(run, joined->round + 1);
  CHECK(samples_of(run, 1)["host-0"] >= samples_of(run, 1)["host-1"] + 500);
  CHECK(std::abs(samples["host-0"] - samples["host-1"]) <= 20);
  CHECK(std::abs(samples["host-2"] - samples["host-1"]) <= 20);
  CHECK(run.run.simulated_s < 3.0 + 200 * cycle_s());
}

TEST_CASE("stale_synchronous_parallel: a straggler that is cut off is not waited for") {
  const RecordedRun run = run_scenario(stale_synchronous(3, 1, R"(retries = 2
retry_interval = "100 ms"
[[failure]]
kind = "link_down"
links = "link-1"
at = "20 ms"
duration = "3 s"
)"),
                                       {"strategy.rounds=200"});
  REQUIRE(run.answer == "exit 0");
  // Three tries 0.1 s apart from when it has computed: the others have done two steps by then.
  CHECK(samples_of(run, 1)["host-0"] > samples_of(run, 1)["host-1"] + 400);
  CHECK(samples_of(run, 150)["host-1"] > 300);
}

TEST_CASE(
    "stale_synchronous_parallel: all lost one after the other, all repaired, the run goes on") {
  const RecordedRun run =
      run_scenario(stale_synchronous(3, 0, R"(
[[failure]]
kind = "host_crash"
hosts = "host-*"
time_to_failure = { distribution = "exponential", mean = "400 ms" }
time_to_repair = { distribution = "exponential", mean = "2 s" }
)"),
                   {"strategy.rounds=40", "strategy.detection_delay=\"10 ms\""});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.size() == 40);
  CHECK(run.events_of("host_down").size() > 10);
}

TEST_CASE("stale_synchronous_parallel: who may be no step ahead always pulls") {
  const RecordedRun fresh = run_scenario(stale_synchronous(4, 0, slow_host("0.25")));
  const RecordedRun cached = run_scenario(stale_synchronous(4, 0, kCached + slow_host("0.25")));
  REQUIRE(cached.answer == "exit 0");
  CHECK((behind_run(cached) == behind_run(fresh)));
}

TEST_CASE("stale_synchronous_parallel: a lone worker's copy is the server's parameters") {
  for (const int bound : {0, 1, 3, 1'000'000}) {
    const std::vector<std::string> steps{"strategy.rounds=12"};
    const RecordedRun run = run_scenario(stale_synchronous(1, bound, kCached), steps);
    INFO("bound " << bound << ": " << run.answer);
    REQUIRE(run.answer == "exit 0");
    const auto expected = test::train_in_one_process(
        run.initial, test::union_of_batches(7, 1, 10, 12), test::PlainSgd{});
    CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
    CHECK(down_bytes(run) == ((12 + bound) / (bound + 1)) * kCopy_bytes);  // ⌈12 / (s + 1)⌉ pulls
    for (const MetricRow& update : test::staleness_of(run)) {
      CHECK(update.value == 0);
    }
  }
}

TEST_CASE(
    "stale_synchronous_parallel: a copy moves by its worker's gradients until it is too old") {
  const RecordedRun run = run_scenario(stale_synchronous(2, 2, kCached + slow_host("0.01")));
  REQUIRE(run.answer == "exit 0");
  // The fast one pulls, makes three steps and waits; the slow one makes its second with what it
  // has. By then the fast one's copy is of its first step, and it is behind by three: it pulls.
  const double again_s = kUpdate_s + kBatch_s + kTransfer_s + kUpdate_s;
  const double slow_s = cycle_s(100.0);
  const std::vector<double> expected_s{
      cycle_s(), cycle_s() + again_s, cycle_s() + 2 * again_s,
      slow_s,    slow_s + cycle_s(),  slow_s + again_s + 99 * (kUpdate_s + kBatch_s)};
  const std::vector<double> expected_staleness{0, 0, 0, 3, 0, 4};  // updates of the other one
  const std::vector<MetricRow> updates = test::staleness_of(run);
  REQUIRE(updates.size() == expected_s.size());
  for (std::size_t i = 0; i < updates.size(); ++i) {
    CHECK(updates[i].simulated_s == exactly(expected_s[i]));
    CHECK(updates[i].value == expected_staleness[i]);
  }
  CHECK(down_bytes(run) == 3 * kCopy_bytes);
  using test::CopyEvent;
  const CopyEvent read_fast{CopyEvent::kRead, 0};
  const CopyEvent read_slow{CopyEvent::kRead, 1};
  const CopyEvent fast{CopyEvent::kStep, 0};
  const CopyEvent slow{CopyEvent::kStep, 1};
  const auto expected = test::train_with_copies(
      run.initial, 7, 2, 10, 0.1,
      {read_fast, read_slow, fast, fast, fast, slow, read_fast, fast, slow});
  CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
}

TEST_CASE("stale_synchronous_parallel: who was lost pulls when it is back") {
  const std::string crash = R"(
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "100 ms"
duration = "10 ms"
)";
  for (const char* delay : {"strategy.detection_delay=1 ms", "strategy.detection_delay=1 s"}) {
    const RecordedRun run = run_scenario(stale_synchronous(2, 1'000'000, kCached + crash),
                                         {"strategy.rounds=10", delay});
    INFO(delay << ": " << run.answer);
    REQUIRE(run.answer == "exit 0");
    CHECK(down_bytes(run) == 3 * kCopy_bytes);
  }
}

TEST_CASE("stale_synchronous_parallel: copies of slices move as a copy of the whole") {
  for (const std::string optimizer :
       {R"({ kind = "sgd", learning_rate = 0.1, momentum = 0.9 })", R"({ kind = "adam_w" })"}) {
    const std::vector<std::string> one{"strategy.rounds=20", "strategy.optimizer=" + optimizer,
                                       "platform.generate.latency=0 s"};
    auto three = one;
    three.emplace_back("platform.generate.servers=3");
    three.emplace_back("platform.server=server-*");
    const RecordedRun whole = run_scenario(stale_synchronous(1, 3, kCached), one);
    const RecordedRun sliced = run_scenario(stale_synchronous(1, 3, kCached), three);
    REQUIRE(whole.answer == "exit 0");
    REQUIRE(sliced.answer == "exit 0");
    CHECK((test::numbers_of(whole.final) == test::numbers_of(sliced.final)));
    CHECK(down_bytes(sliced) == down_bytes(whole));
  }
}
