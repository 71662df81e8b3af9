#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"

using namespace simgrad;
using test::crash;
using test::exactly;
using test::RecordedRun;
using test::run_scenario;

/// The server's host of strategies without a server, the rendezvous of a group or the bookkeeper of
/// a gossip: it goes off in each phase, alone and when somebody is lost that it should hear of.
namespace {

constexpr std::int64_t kRounds = 6;

const std::vector<std::string> kStrategies{
    "kind = \"all_reduce\"\n",
    "kind = \"sharded_data_parallel\"\ncheckpoint.every_rounds = 2\n",
    "kind = \"pipeline\"\ncheckpoint.every_rounds = 2\n",
    "kind = \"local_sgd\"\nlocal_steps = 3\n",
    "kind = \"diloco\"\ninner_steps = 3\n",
    "kind = \"gossip\"\n",
    "kind = \"asynchronous_gossip\"\n"};

bool is_gossip(const std::string& strategy) {
  return strategy.find("gossip") != std::string::npos;
}

RecordedRun run(const std::string& strategy, const std::string& failures,
                const std::string& standby = "[\"server-1\", \"server-2\"]") {
  std::vector<std::string> overrides{"platform.generate.servers=3", "platform.server=server-0",
                                     "model.kind=mlp", "model.hidden=[8, 8]"};
  if (!standby.empty()) {
    overrides.push_back("platform.standby=" + standby);
  }
  return run_scenario(test::small_scenario(3) + "[strategy]\n" + strategy +
                          fmt::format("rounds = {}\n", kRounds) +
                          "batch_size = 20\ndetection_delay = \"100 ms\"\nretries = 5\n"
                          "retry_interval = \"50 ms\"\n" +
                          failures,
                      overrides);
}

void check_ends(const RecordedRun& run) {
  INFO(run.answer << ", " << run.run.reason);
  test::check_rounds(run, kRounds);
}

}  // namespace

TEST_CASE("rendezvous: lost without a standby or a repair, training goes on as if nothing was") {
  for (const std::string& strategy : kStrategies) {
    if (strategy.find("checkpoint") != std::string::npos) {
      continue;  // it keeps them
    }
    const RecordedRun calm = run(strategy, "", "");
    const RecordedRun without = run(strategy, crash("server-0", 0.2), "");
    INFO(strategy);
    check_ends(without);
    CHECK(without.run.simulated_s == exactly(calm.run.simulated_s));
    CHECK(without.final.tensors.at(0).data == calm.final.tensors.at(0).data);
  }
}

TEST_CASE("rendezvous: what it was told while it was off is dealt with when a standby takes over") {
  for (const std::string& strategy : kStrategies) {
    const RecordedRun calm = run(strategy, "");
    INFO(strategy << calm.answer << calm.run.reason);
    check_ends(calm);
    constexpr int kMoments = 8;
    for (int i = 0; i < kMoments; ++i) {
      const double at_s = calm.rounds.back().end_s * (i + 0.5) / kMoments;
      // A worker is lost before, at the same time, or while nobody leads.
      for (const double before_s : {0.09, 0.0, -0.05}) {
        const double worker_s = std::max(0.0, at_s - before_s);
        for (const std::string duration : {"60 ms", ""}) {
          const bool waits_for_ever = duration.empty() && is_gossip(strategy);
          const RecordedRun run =
              ::run(strategy, crash("server-0", at_s) + crash("host-1", worker_s, duration));
          INFO(strategy << "crash at " << at_s << " s, worker at " << worker_s << " s " << duration
                        << waits_for_ever);
          check_ends(run);
        }
      }
    }
  }
}

TEST_CASE("rendezvous: a group is formed anew once the standby leads, after the detection delay") {
  // The loss is known at 0.19 s, but from 0.15 s to 0.25 s nobody is there to hear of it.
  const RecordedRun run = ::run(kStrategies[0], crash("server-0", 0.15) + crash("host-1", 0.09));
  INFO(run.answer << run.run.reason);
  check_ends(run);
  REQUIRE(run.events_of("take_over").size() == 1);
  CHECK(run.events_of("take_over")[0].simulated_s == exactly(0.25));
  for (const RoundRow& round : run.rounds) {
    const bool is_over = round.end_s < 0.09;
    CHECK((is_over || round.end_s > 0.25));
    CHECK(round.completed == (is_over ? 3 : 2));
  }
}

TEST_CASE("rendezvous: with nobody to lead a group that has lost a member, the run fails") {
  const RecordedRun run =
      ::run(kStrategies[0], crash("server-0", 0.15) + crash("host-1", 0.16), "");
  CHECK(run.answer == "exit 1");
  CHECK(run.run.reason.find("nothing can happen any more") != std::string::npos);
  CHECK(run.run.reason.find("off: server, host-1") != std::string::npos);
}
