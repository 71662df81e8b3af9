#include <map>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::Moment;
using test::RecordedRun;
using test::run_scenario;

/// Groups whose members keep something of their own, a slice of the state or an optimizer's: every
/// worker is killed once, and every link cut once, in each phase of a round.
namespace {

constexpr std::int64_t kRound = 3;  // the one that is disturbed
constexpr std::int64_t kRounds = 6;

const std::string kStage2 = "kind = \"sharded_data_parallel\"\nstage = 2\n";
const std::string kStage3 = "kind = \"sharded_data_parallel\"\nstage = 3\n";
const std::string kLocalSgd = "kind = \"local_sgd\"\nlocal_steps = 3\n";
const std::string kDiLoCo = "kind = \"diloco\"\ninner_steps = 3\n";

std::string scenario(const std::string& strategy, const std::string& on_failure) {
  return test::small_scenario(3) + "[strategy]\n" + strategy +
         fmt::format("rounds = {}\non_failure = \"{}\"\n", kRounds, on_failure) +
         "batch_size = 20\ncheckpoint.every_rounds = 2\ndetection_delay = \"100 ms\"\n"
         "retries = 5\nretry_interval = \"50 ms\"\n"
         // Nodes of differing speed, so that they do not do everything at the same instant.
         "[[failure]]\nkind = \"slow_host\"\nhosts = \"host-1\"\nat = \"0 s\"\n"
         "speed_factor = 0.5\n";
}

/// The middle of every other phase of each kind of the slow node, and of the first of the others.
std::vector<Moment> many_moments(const RecordedRun& run) {
  std::vector<Moment> found;
  std::map<std::pair<std::string, std::string>, int> seen;
  for (const SpanRow& span : run.spans) {
    if (span.round != kRound || span.node == "server") {
      continue;
    }
    const int before = seen[{span.node, span.kind}]++;
    if (before == 0 || (span.node == "host-1" && before % 2 == 0)) {
      found.push_back({span.node, span.kind, 0.5 * (span.begin_s + span.end_s)});
    }
  }
  return found;
}

void check_ends(const RecordedRun& run) {
  INFO(run.answer << ", " << run.run.reason);
  CHECK(run.answer == "exit 0");
  CHECK(run.run.status == "finished");
  CHECK(run.rounds.size() == kRounds);
  double end_s = 0.0;
  for (const RoundRow& round : run.rounds) {
    CHECK(round.begin_s >= end_s);
    CHECK(round.completed + round.failed == round.selected);
    end_s = round.end_s;
  }
}

void disturb(const std::string& strategy, const std::string& on_failure, bool cuts_links) {
  const RecordedRun calm = run_scenario(scenario(strategy, on_failure));
  REQUIRE(calm.answer == "exit 0");
  const std::vector<Moment> all = many_moments(calm);
  CHECK(all.size() >= 9);
  const std::string brief = cuts_links ? "20 ms" : "60 ms";
  const std::string longer = on_failure == "shrink" ? "" : "300 ms";
  for (const Moment& moment : all) {
    for (const std::string& duration : {brief, longer}) {
      const std::string failure =
          cuts_links ? test::cut("link-" + moment.host.substr(5), moment.simulated_s, duration)
                     : test::crash(moment.host, moment.simulated_s, duration);
      const RecordedRun run = run_scenario(scenario(strategy, on_failure) + failure);
      INFO(strategy << on_failure << ": " << moment.host << " in " << moment.phase << " at "
                    << moment.simulated_s << " s, " << duration);
      check_ends(run);
    }
  }
}

}  // namespace

TEST_CASE("survival: sharded_data_parallel, stage 2, every worker killed in each phase") {
  disturb(kStage2, "shrink", false);
  disturb(kStage2, "wait", false);
}

TEST_CASE("survival: sharded_data_parallel, stage 3, every worker killed in each phase") {
  disturb(kStage3, "shrink", false);
  disturb(kStage3, "wait", false);
}

TEST_CASE("survival: sharded_data_parallel, stage 2, every link cut in each phase") {
  disturb(kStage2, "shrink", true);
  disturb(kStage2, "wait", true);
}

TEST_CASE("survival: sharded_data_parallel, stage 3, every link cut in each phase") {
  disturb(kStage3, "shrink", true);
  disturb(kStage3, "wait", true);
}

TEST_CASE("survival: local_sgd, every worker killed, and every link cut, in each phase") {
  for (const bool cuts_links : {false, true}) {
    disturb(kLocalSgd, "shrink", cuts_links);
    disturb(kLocalSgd, "wait", cuts_links);
  }
}

TEST_CASE("survival: diloco, every worker killed, and every link cut, in each phase") {
  for (const bool cuts_links : {false, true}) {
    disturb(kDiLoCo, "shrink", cuts_links);
    disturb(kDiLoCo, "wait", cuts_links);
  }
}

TEST_CASE("survival: a worker that never comes back is waited for in vain, and the run fails") {
  for (const std::string& strategy : {kStage2, kStage3, kLocalSgd, kDiLoCo}) {
    for (const char* what : {"kind = \"host_crash\"\nhosts = \"host-1\"\n",
                             "kind = \"link_down\"\nlinks = \"link-1\"\n"}) {
      const RecordedRun run =
          run_scenario(scenario(strategy, "wait") + "[[failure]]\n" + what + "at = \"150 ms\"\n");
      INFO(strategy << what << run.answer << ", " << run.run.reason);
      CHECK(run.answer == "exit 1");
      CHECK(run.run.reason.find("nothing can happen any more") != std::string::npos);
    }
  }
}
