#include <algorithm>
#include <map>

#include <catch2/catch.hpp>

#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/trained.hpp"
#include "tests/support/updates.hpp"

using namespace simgrad;
using test::crash;
using test::cut;
using test::exactly;
using test::kBatch_s;
using test::kFullDuplex;
using test::kUpdate_s;
using test::Moment;
using test::PairEvent;
using test::RecordedRun;
using test::run_scenario;

namespace {

constexpr double kExchange_s = 0.020 + 84 * 4 * 8 / 1e6;  // both ways at once

std::string gossip(int workers, const std::string& more = "") {
  return test::small_scenario(workers) + R"([strategy]
kind = "asynchronous_gossip"
topology = "complete"
rounds = 5
batch_size = 10
detection_delay = "100 ms"
retries = 3
retry_interval = "50 ms"
)" + more;
}

void check_ends(const RecordedRun& run) {
  INFO(run.answer << ": " << run.run.reason);
  CHECK(run.answer == "exit 0");
  CHECK(run.rounds.size() == 5);
}

struct TimedEvent {
  double simulated_s = 0.0;
  PairEvent event;
};

std::size_t number_of(const std::string& host) {
  return std::stoul(host.substr(std::string("host-").size()));
}

/// What happened to the models, from the spans of a run of three workers in which nothing failed:
/// with three there is one averaging at a time, of the two who send then.
std::vector<PairEvent> events_of(const RecordedRun& run) {
  std::vector<TimedEvent> timed;
  std::map<std::string, int> computes;
  std::map<double, std::vector<std::size_t>> senders;  // by the transfers' end
  for (const SpanRow& span : run.spans) {
    if (span.kind == "compute") {
      const std::size_t worker = number_of(span.node);
      const bool is_gradient = computes[span.node]++ % 2 == 0;
      timed.push_back(is_gradient ? TimedEvent{span.begin_s, {PairEvent::kRead, worker, 0}}
                                  : TimedEvent{span.end_s, {PairEvent::kStep, worker, 0}});
    } else if (span.kind == "send") {
      senders[span.end_s].push_back(number_of(span.node));
    }
  }
  for (const auto& entry : senders) {
    REQUIRE(entry.second.size() == 2);
    timed.push_back(
        {entry.first, {PairEvent::kAverage, entry.second.front(), entry.second.back()}});
  }
  std::stable_sort(timed.begin(), timed.end(), [](const TimedEvent& a, const TimedEvent& b) {
    return std::make_pair(a.simulated_s, -a.event.kind) <
           std::make_pair(b.simulated_s, -b.event.kind);
  });
  std::vector<PairEvent> events;
  for (const TimedEvent& each : timed) {
    events.push_back(each.event);
  }
  return events;
}

}  // namespace

TEST_CASE("asynchronous_gossip: two who are ready at once average one after the other, by hand") {
  const RecordedRun run = run_scenario(gossip(2), {kFullDuplex});
  REQUIRE(run.answer == "exit 0");
  const std::vector<MetricRow> updates = test::staleness_of(run);
  REQUIRE(updates.size() == 10);
  // The first averages with the second, and steps; then the second asks again for the first, which
  // is at its next gradient (3.2 ms) by then. From then on each averaging follows the other's
  // update.
  for (std::size_t k = 0; k < updates.size(); ++k) {
    CHECK(updates[k].simulated_s ==
          exactly(kBatch_s + static_cast<double>(k + 1) * (kExchange_s + kUpdate_s)));
    CHECK(updates[k].value == (k == 0 ? 0.0 : 1.0));
  }
  CHECK(run.rounds.at(0).up_bytes == 2 * 2 * 336);
  CHECK(run.rounds.at(0).down_bytes == 0);
  CHECK(run.rounds.at(1).mean_staleness == 1.0);
}

TEST_CASE("asynchronous_gossip: models follow the recorded averagings and updates") {
  const RecordedRun run = run_scenario(
      gossip(3, test::slow_host("0.31") + "[compute]\njitter_sigma = 0.7\nstep_time = \"40 ms\"\n"),
      {"strategy.rounds=40", "model.kind=mlp", "model.hidden=[16]", kFullDuplex,
       "strategy.optimizer={ kind = \"sgd\", learning_rate = 0.3 }"});
  REQUIRE(run.answer == "exit 0");
  const std::vector<PairEvent> events = events_of(run);
  const auto expected = test::train_in_pairs(run.initial, 7, 3, 10, 0.3, events);
  CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
  // What the test can tell apart: gradients at the model that they are applied to.
  std::vector<PairEvent> fresh;
  for (const PairEvent& event : events) {
    if (event.kind == PairEvent::kStep) {
      fresh.push_back({PairEvent::kRead, event.worker, 0});
    }
    if (event.kind != PairEvent::kRead) {
      fresh.push_back(event);
    }
  }
  const auto other = test::train_in_pairs(run.initial, 7, 3, 10, 0.3, fresh);
  CHECK(test::relative_distance(run.initial, run.final, other) > 1e-3);
  // Staleness: the updates of all between a read and its step.
  std::vector<double> staleness;
  std::map<std::size_t, std::size_t> read_at;
  for (const PairEvent& event : events) {
    if (event.kind == PairEvent::kRead) {
      read_at[event.worker] = staleness.size();
    } else if (event.kind == PairEvent::kStep) {
      staleness.push_back(static_cast<double>(staleness.size() - read_at[event.worker]));
    }
  }
  std::vector<double> recorded;
  for (const MetricRow& row : test::staleness_of(run)) {
    recorded.push_back(row.value);
  }
  CHECK(recorded.size() == 120);
  CHECK(recorded == staleness);
  CHECK(*std::max_element(recorded.begin(), recorded.end()) >= 4.0);
}

TEST_CASE("asynchronous_gossip: nobody waits for a straggler's gradient") {
  const RecordedRun run = run_scenario(gossip(4, test::slow_host("0.001")), {"strategy.rounds=10"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.run.simulated_s < 1000 * kBatch_s);  // the slow one's first gradient
}

TEST_CASE("asynchronous_gossip: one worker alone is SGD") {
  const RecordedRun run = run_scenario(gossip(1), {"strategy.rounds=20"});
  REQUIRE(run.answer == "exit 0");
  const auto expected = test::train_in_one_process(
      run.initial, test::union_of_batches(7, 1, 10, 20), {.learning_rate = 0.1});
  CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
  CHECK(run.run.simulated_s == exactly(20 * (kBatch_s + kUpdate_s)));
}

TEST_CASE("asynchronous_gossip: every worker killed in each phase, the run goes on") {
  const std::string uneven = gossip(4, test::slow_host("0.2"));
  const RecordedRun calm = run_scenario(uneven);
  REQUIRE(calm.answer == "exit 0");
  const std::vector<Moment> all = test::moments(calm);
  CHECK(all.size() >= 10);
  for (const Moment& moment : all) {
    for (const char* duration : {"", "150 ms"}) {
      INFO(moment.host << " in " << moment.phase << " for " << duration);
      check_ends(run_scenario(uneven + crash(moment.host, moment.simulated_s, duration)));
    }
  }
}

TEST_CASE("asynchronous_gossip: every link cut in each phase, the run goes on") {
  const std::string uneven = gossip(4, test::slow_host("0.2"));
  for (const Moment& moment : test::moments(run_scenario(uneven))) {
    const std::string link = "link-" + moment.host.substr(5);
    for (const char* duration : {"", "250 ms"}) {
      INFO(link << " in " << moment.phase << " for " << duration);
      check_ends(run_scenario(uneven + cut(link, moment.simulated_s, duration)));
    }
  }
}

TEST_CASE("asynchronous_gossip: who is cut off from all steps alone") {
  const RecordedRun run = run_scenario(gossip(3, cut("link-*", 0.001)), {"strategy.rounds=100"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.size() == 100);
  CHECK(run.rounds.back().up_bytes == 0);
}

TEST_CASE(
    "asynchronous_gossip: all lost at once and repaired begin anew; for ever, the run fails") {
  const RecordedRun back = run_scenario(gossip(3, crash("host-*", 0.050, "5 s")));
  check_ends(back);
  CHECK(back.run.simulated_s > 5.050);
  const RecordedRun gone = run_scenario(gossip(3, crash("host-*", 0.050)));
  CHECK(gone.answer == "exit 1");
  CHECK(gone.run.reason.find("nothing can happen any more") != std::string::npos);
}

TEST_CASE("asynchronous_gossip: crashes and cuts at random neither hang nor differ by threads") {
  for (const char* optimizer : {"\"sgd\"", "\"adam_w\""}) {
    const std::vector<std::string> overrides{"strategy.rounds=100", "strategy.topology=ring",
                                             std::string("strategy.optimizer=") + optimizer};
    const RecordedRun one = run_scenario(gossip(6, test::kStorm), overrides, 1);
    CHECK(one.answer == "exit 0");
    CHECK(one.events_of("host_down").size() > 20);
    const RecordedRun four = run_scenario(gossip(6, test::kStorm), overrides, 4);
    CHECK(one.canonical == four.canonical);
  }
}
