#include <map>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"

using namespace simgrad;
using test::crash;
using test::cut;
using test::Moment;
using test::RecordedRun;
using test::run_scenario;

/// Groups of workers meet failures: in each phase of a step, whatever the collective, every run
/// ends; where the group waits for who was lost, it ends with the parameters of an undisturbed one.
namespace {

constexpr int kWorkers = 3;
constexpr std::int64_t kRounds = 6;
constexpr std::int64_t kRound = 2;  // the one that is disturbed

const std::vector<std::string> kCollectives{R"("ring")", R"("recursive_halving_doubling")",
                                            R"({ kind = "binary_tree", chunks = 2 })",
                                            R"({ kind = "hierarchical", hosts_per_group = 2 })"};

std::string scenario(const std::string& collective, const std::string& on_failure,
                     const std::string& failures = "") {
  return test::small_scenario(kWorkers) +
         "[strategy]\nkind = \"all_reduce\"\nrounds = " + std::to_string(kRounds) +
         "\nbatch_size = 10\ncollective = " + collective + "\non_failure = \"" + on_failure +
         "\"\n" + "detection_delay = \"100 ms\"\nretries = 2\nretry_interval = \"50 ms\"\n" +
         test::slow_host("0.5") + failures;
}

/// The middle of each worker's first and last span of each kind in the round, seen in a calm run.
std::vector<Moment> first_and_last_moments(const RecordedRun& calm) {
  std::map<std::pair<std::string, std::string>, std::pair<double, double>> first_and_last;
  for (const SpanRow& span : calm.spans) {
    if (span.round == kRound && span.node != "server") {
      const double middle_s = 0.5 * (span.begin_s + span.end_s);
      first_and_last
          .emplace(std::make_pair(span.node, span.kind), std::make_pair(middle_s, middle_s))
          .first->second.second = middle_s;
    }
  }
  std::vector<Moment> found;
  for (const auto& [key, times] : first_and_last) {
    found.push_back({key.first, key.second, times.first});
    if (times.second != times.first) {
      found.push_back({key.first, key.second, times.second});
    }
  }
  return found;
}

void check_ends(const RecordedRun& run, const std::string& what) {
  INFO(what << ": " << run.answer << ", " << run.run.reason);
  CHECK(run.answer == "exit 0");
  CHECK(run.rounds.size() == kRounds);
  double end_s = 0.0;
  for (const RoundRow& round : run.rounds) {
    CHECK(round.begin_s >= end_s);
    CHECK(round.completed + round.failed == round.selected);
    end_s = round.end_s;
  }
}

bool same_parameters(const RecordedRun& a, const RecordedRun& b) {
  return std::equal(a.final.tensors.begin(), a.final.tensors.end(), b.final.tensors.begin(),
                    b.final.tensors.end(), [](const auto& x, const auto& y) {
                      return x.data == y.data;
                    });
}

/// Calm, then once for every second moment, the durations in turn, with what `failure` makes of
/// them.
template <class Failure>
void disturb(const std::string& on_failure, const std::vector<std::string>& durations,
             Failure&& failure) {
  for (std::size_t c = 0; c < kCollectives.size(); ++c) {
    const std::string& collective = kCollectives[c];
    const RecordedRun calm = run_scenario(scenario(collective, on_failure));
    check_ends(calm, collective);
    const std::vector<Moment> all = first_and_last_moments(calm);
    CHECK(all.size() >= std::size_t{3} * kWorkers);
    for (std::size_t i = c % 2; i < all.size(); i += 2) {
      const std::string what = failure(all[i], durations[i / 2 % durations.size()]);
      const RecordedRun run = run_scenario(scenario(collective, on_failure, what), {}, 1);
      check_ends(run, collective + " " + what);
      if (on_failure == "wait") {
        CHECK(same_parameters(run, calm));
      }
    }
  }
}

std::string kill(const Moment& moment, const std::string& duration) {
  return crash(moment.host, moment.simulated_s, duration);
}
std::string isolate(const Moment& moment, const std::string& duration) {
  return cut("link-" + moment.host.substr(5), moment.simulated_s, duration);
}

/// A ring of kWorkers whose first worker crashes in the first round; what else fails.
RecordedRun after_a_crash(const std::string& more, const std::vector<std::string>& overrides = {}) {
  return run_scenario(scenario(R"("ring")", "shrink", crash("host-0", 0.020, "1 s") + more),
                      overrides);
}

}  // namespace

TEST_CASE("lockstep: every member killed in each phase; it joins again, or never") {
  disturb("shrink", {"60 ms", "300 ms", ""}, kill);
}

TEST_CASE("lockstep: every member killed in each phase; the others wait") {
  disturb("wait", {"60 ms", "300 ms"}, kill);
}

TEST_CASE("lockstep: every link cut in each phase") {
  disturb("shrink", {"60 ms", "300 ms", ""}, isolate);
}

TEST_CASE("lockstep: every link cut in each phase; the others wait") {
  disturb("wait", {"60 ms", "300 ms"}, isolate);
}

TEST_CASE("lockstep: who joins is sent the state, and may crash while it is") {
  // host-0 is up again at 1.020 s and asks to join; 360 bytes' state comes about 30 ms later.
  for (double at_s = 1.030; at_s < 1.200; at_s += 0.010) {
    check_ends(after_a_crash(crash("host-0", at_s, "1 s")), fmt::format("joins until {} s", at_s));
  }
}

TEST_CASE("lockstep: who sends the state to one who joins may crash") {
  for (double at_s = 1.030; at_s < 1.200; at_s += 0.010) {
    check_ends(after_a_crash(crash("host-1", at_s, "1 s")), fmt::format("sends at {} s", at_s));
    check_ends(after_a_crash(crash("host-1", at_s, "10 ms")),
               fmt::format("sends at {} s, and is up again before it is missed", at_s));
  }
}

TEST_CASE("lockstep: others send to one who joins before it has its state") {
  // Four times the parameters that a chunk of a bucket weighs, over the same links.
  const RecordedRun run = run_scenario(
      scenario(R"("ring")", "shrink", crash("host-2", 0.020, "500 ms")),
      {"strategy.rounds=60", "strategy.optimizer=adam_w", "platform.generate.duplex=full",
       "strategy.bucket_size=1 B", "platform.generate.bandwidth=100 kbit/s"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.back().completed == kWorkers);
}

TEST_CASE("lockstep: two members are lost at one instant, or one while the group is formed") {
  check_ends(after_a_crash(crash("host-1", 0.020, "1 s")), "at one instant");
  for (const double at_s : {0.1199, 0.120, 0.1201, 0.130}) {  // the first is missed at 0.120 s
    check_ends(after_a_crash(crash("host-2", at_s, "")), fmt::format("at {} s", at_s));
  }
}

TEST_CASE("lockstep: all are lost, and begin anew from the last checkpoint") {
  const std::string all = crash("host-*", 1.0, "1 s");
  const RecordedRun run = run_scenario(scenario(R"("ring")", "shrink", all),
                                       {"strategy.rounds=10", "strategy.checkpoint.every_rounds=1",
                                        "platform.generate.latency=25 ms"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.size() == 10);
  CHECK(run.events_of("checkpoint").size() >= 1);
  CHECK(run.rounds.back().completed == kWorkers);
  double lost = 0.0;
  for (const MetricRow& metric : run.metrics) {
    lost += metric.name == "lost_rounds" ? metric.value : 0.0;
  }
  CHECK(lost <= 1.0);
}

TEST_CASE("lockstep: when nobody comes back the run fails") {
  const RecordedRun lost = run_scenario(scenario(R"("ring")", "shrink", crash("host-*", 0.1, "")));
  CHECK(lost.answer == "exit 1");
  const RecordedRun waits = run_scenario(scenario(R"("ring")", "wait", crash("host-2", 0.1, "")));
  CHECK(waits.answer == "exit 1");
  CHECK(waits.run.reason.find("nothing can happen any more") != std::string::npos);
}

TEST_CASE("lockstep: one direction of a link cut costs the group that member alone") {
  for (const char* direction : {"_UP", "_DOWN"}) {
    const RecordedRun run = run_scenario(
        scenario(R"("ring")", "shrink", cut(std::string("link-2") + direction, 0.010, "")),
        {"platform.generate.duplex=full"});
    check_ends(run, direction);
    CHECK(run.rounds.back().completed == kWorkers - 1);
  }
}
