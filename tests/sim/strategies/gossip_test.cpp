#include <algorithm>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/topology.hpp"
#include "tests/support/trained.hpp"

using namespace simgrad;
using test::crash;
using test::cut;
using test::exactly;
using test::kBatch_s;
using test::kFullDuplex;
using test::kLatency_s;
using test::Moment;
using test::moments;
using test::RecordedRun;
using test::run_scenario;

namespace {

constexpr double kModel_s = 84 * 4 * 8 / 1e6;
const std::string kStepThenMix = "strategy.order=step_then_mix";

std::string gossip(int workers, const std::string& topology, const std::string& more = "") {
  return test::small_scenario(workers) + "[strategy]\nkind = \"gossip\"\ntopology = " + topology +
         R"(
rounds = 5
batch_size = 10
detection_delay = "100 ms"
retries = 3
retry_interval = "50 ms"
)" + more;
}

/// The mixing matrix, row by row.
std::vector<std::vector<double>> rows(const MixingMatrix& matrix) {
  std::vector<std::vector<double>> all(matrix.size(), std::vector<double>(matrix.size()));
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    for (std::size_t j = 0; j < matrix.size(); ++j) {
      all[i][j] = matrix.weight(i, j);
    }
  }
  return all;
}

void check_ends(const RecordedRun& run) {
  INFO(run.answer << ": " << run.run.reason);
  CHECK(run.answer == "exit 0");
  CHECK(run.rounds.size() == 5);
  double end_s = 0.0;
  for (const RoundRow& round : run.rounds) {
    CHECK(round.begin_s == end_s);
    CHECK(round.completed + round.failed == round.selected);
    end_s = round.end_s;
  }
}

/// Nodes of differing speed, so that they do not do everything at the same instant.
std::string uneven(const std::string& order) {
  return gossip(4, "\"ring\"", "order = \"" + order + "\"\n" + test::slow_host("0.2"));
}

}  // namespace

TEST_CASE("gossip: an iteration is the longer of gradient and exchange, then the update") {
  // d models each way share a worker's link, which is full-duplex. 96 floats padded: of each of
  // d + 1 terms a product, d sums; the step is 2.
  struct Case {
    std::string topology;
    int workers;
    int degree;
  };
  for (const Case& each :
       {Case{"\"ring\"", 5, 2}, Case{"\"torus\"", 9, 4}, Case{"\"complete\"", 4, 3},
        Case{"{ kind = \"random_regular\", degree = 3 }", 8, 3}}) {
    const double exchange_s = kLatency_s + each.degree * kModel_s;
    const double update_s = 96 * (2 * each.degree + 1 + 2) / 1e6;
    for (const double slowness : {1.0, 100.0}) {
      for (const bool mixes_first : {true, false}) {
        std::vector<std::string> overrides{
            kFullDuplex, fmt::format("compute.step_time=\"{:.17g} s\"", slowness * kBatch_s)};
        if (!mixes_first) {
          overrides.push_back(kStepThenMix);
        }
        const RecordedRun run = run_scenario(gossip(each.workers, each.topology), overrides);
        REQUIRE(run.answer == "exit 0");
        REQUIRE(run.rounds.size() == 5);
        const double gradient_s = slowness * kBatch_s;
        const double iteration_s =
            update_s + (mixes_first ? std::max(gradient_s, exchange_s) : gradient_s + exchange_s);
        INFO(each.topology << " " << slowness << " " << mixes_first);
        for (const RoundRow& round : run.rounds) {
          CHECK(round.end_s == exactly(static_cast<double>(round.round) * iteration_s));
          CHECK(round.completed == each.workers);
          CHECK(round.up_bytes == each.workers * each.degree * 336);
          CHECK(round.down_bytes == 0);
        }
      }
    }
  }
}

TEST_CASE("gossip: the mean model follows D-PSGD in double precision for 30 iterations") {
  struct Case {
    std::string kind;
    int workers;
  };
  for (const Case& each : {Case{"ring", 5}, Case{"torus", 6}, Case{"complete", 3}}) {
    const auto weights = rows(test::mixing(each.kind, static_cast<std::size_t>(each.workers)));
    for (const bool mixes_first : {true, false}) {
      const RecordedRun run = run_scenario(
          gossip(each.workers, '"' + each.kind + '"', test::slow_host("0.3")),
          {"strategy.rounds=30", "model.kind=mlp", "model.hidden=[16]",
           "strategy.optimizer={ kind = \"sgd\", learning_rate = 0.5 }",
           std::string("strategy.order=") + (mixes_first ? "mix_then_step" : "step_then_mix")});
      REQUIRE(run.answer == "exit 0");
      INFO(each.kind << (mixes_first ? " mix_then_step" : " step_then_mix"));
      const auto expected =
          test::train_by_gossip(run.initial, 7, weights, 10, 30, 0.5, mixes_first);
      CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
      if (each.kind != "complete") {  // what the test can tell apart
        const auto other =
            test::train_by_gossip(run.initial, 7, weights, 10, 30, 0.5, !mixes_first);
        CHECK(test::relative_distance(run.initial, run.final, other) > 1e-4);
      }
    }
  }
}

TEST_CASE("gossip: on the complete graph, mixing after the step, it is all_reduce") {
  for (const std::string optimizer :
       {R"({ kind = "sgd", learning_rate = 0.3 })", R"({ kind = "sgd", momentum = 0.9 })"}) {
    const std::vector<std::string> overrides{"strategy.rounds=20",
                                             "strategy.optimizer=" + optimizer, "model.kind=mlp",
                                             "model.hidden=[16]"};
    auto mixing = overrides;
    mixing.push_back(kStepThenMix);
    const RecordedRun gossiped = run_scenario(gossip(4, "\"complete\""), mixing);
    const RecordedRun reduced = run_scenario(
        test::small_scenario(4) + "[strategy]\nkind = \"all_reduce\"\nbatch_size = 10\n",
        overrides);
    REQUIRE(gossiped.answer == "exit 0");
    REQUIRE(reduced.answer == "exit 0");
    std::vector<double> expected;
    for (const auto& tensor : reduced.final.tensors) {
      expected.insert(expected.end(), tensor.data.begin(), tensor.data.end());
      expected.resize((expected.size() + 15) / 16 * 16);
    }
    CHECK(test::relative_distance(gossiped.initial, gossiped.final, expected) <= 1e-5);
  }
}

TEST_CASE("gossip: with either order the first step of the mean is all_reduce's") {
  const auto batches = test::union_of_batches(7, 5, 10, 1);
  for (const char* order : {"mix_then_step", "step_then_mix"}) {
    const RecordedRun run = run_scenario(
        gossip(5, "\"ring\""), {"strategy.rounds=1", std::string("strategy.order=") + order});
    REQUIRE(run.answer == "exit 0");
    const auto expected = test::train_in_one_process(run.initial, batches, {.learning_rate = 0.1});
    CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
  }
}

TEST_CASE("gossip: a slow worker holds up its neighbours first, and others by one step a hop") {
  const RecordedRun run =
      run_scenario(gossip(8, "\"ring\"", test::slow_host("0.01")), {kFullDuplex});
  REQUIRE(run.answer == "exit 0");
  const auto ends = [&](const std::string& node) {
    double total_s = 0.0;
    for (const NodeRoundRow& row : run.node_rounds) {
      if (row.node == node && row.round <= 2) {
        total_s += row.compute_s + row.send_s + row.receive_s + row.wait_s + row.lost_s;
      }
    }
    return total_s;  // when its second iteration has ended
  };
  CHECK(ends("host-5") < 0.1);                 // four hops away
  CHECK(ends("host-2") > 100 * kBatch_s);      // waits for the slow one's second model
  CHECK(ends("host-1") > 2 * 100 * kBatch_s);  // the slow one
}

TEST_CASE("gossip: a worker lost for ever is left out, and the others go on") {
  const RecordedRun run = run_scenario(gossip(4, "\"ring\"", crash("host-1", 0.010)));
  check_ends(run);
  REQUIRE(run.rounds.size() == 5);
  CHECK(run.rounds[0].completed == 3);
  CHECK(run.rounds[0].failed == 1);
  CHECK(run.rounds[0].end_s > 0.110);  // the detection delay
  CHECK(run.rounds[1].selected == 3);
}

TEST_CASE("gossip: who comes back takes a neighbour's model and goes on with its neighbours") {
  const RecordedRun run =
      run_scenario(gossip(4, "\"ring\"", crash("host-1", 0.010, "300 ms")), {"strategy.rounds=30"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.at(1).completed == 3);
  CHECK(run.rounds.back().completed == 4);
  const auto taken = std::find_if(run.spans.begin(), run.spans.end(), [](const SpanRow& span) {
    return span.node == "host-1" && span.kind == "receive" && span.begin_s >= 0.310;
  });
  REQUIRE(taken != run.spans.end());
  CHECK(taken->begin_s == exactly(0.310));
  CHECK(taken->end_s >= 0.310 + kLatency_s + kModel_s);
  const auto first =
      std::find_if(run.node_rounds.begin(), run.node_rounds.end(), [](const NodeRoundRow& row) {
        return row.node == "host-1" && row.outcome == "completed";
      });
  REQUIRE(first != run.node_rounds.end());
  CHECK(run.rounds.at(static_cast<std::size_t>(first->round) - 1).end_s > taken->end_s);
}

TEST_CASE("gossip: every worker killed in each phase, for ever or repaired, the run goes on") {
  for (const char* order : {"mix_then_step", "step_then_mix"}) {
    const RecordedRun calm = run_scenario(uneven(order));
    REQUIRE(calm.answer == "exit 0");
    const std::vector<Moment> all = moments(calm);
    CHECK(all.size() >= 10);
    for (const Moment& moment : all) {
      for (const char* duration : {"", "150 ms"}) {
        INFO(moment.host << " in " << moment.phase << " for " << duration);
        check_ends(run_scenario(uneven(order) + crash(moment.host, moment.simulated_s, duration)));
      }
    }
  }
}

TEST_CASE("gossip: every link cut in each phase, for ever or a while, the run goes on") {
  for (const char* order : {"mix_then_step", "step_then_mix"}) {
    const RecordedRun calm = run_scenario(uneven(order));
    for (const Moment& moment : moments(calm)) {
      const std::string link = "link-" + moment.host.substr(5);
      for (const char* duration : {"", "250 ms"}) {
        INFO(link << " in " << moment.phase << " for " << duration);
        check_ends(run_scenario(uneven(order) + cut(link, moment.simulated_s, duration)));
      }
    }
  }
}

TEST_CASE("gossip: one direction of a link cut leaves the exchange out at both ends") {
  for (const char* direction : {"UP", "DOWN"}) {
    const RecordedRun run = run_scenario(
        gossip(3, "\"ring\"", cut(fmt::format("link-1_{}", direction), 0.010)), {kFullDuplex});
    INFO(direction);
    check_ends(run);
    CHECK(run.events_of("drop").size() == 2 * 4);  // one direction of two edges, each try
    const double after_s = run.rounds.at(1).end_s - run.rounds.at(0).end_s;
    CHECK(after_s < 0.05);  // what is known to be cut is not tried again
  }
}

TEST_CASE("gossip: a partition for ever leaves two halves that train on their own") {
  const RecordedRun run =
      run_scenario(gossip(6, "\"ring\"", cut("[\"link-0\", \"link-1\", \"link-2\"]", 0.030)),
                   {"strategy.rounds=40"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.size() == 40);
  CHECK(run.evaluations.back().loss < 0.5 * run.evaluations.front().loss);
}

TEST_CASE("gossip: all lost at once and repaired begin anew; for ever, the run fails") {
  const RecordedRun back = run_scenario(gossip(3, "\"ring\"", crash("host-*", 0.050, "5 s")));
  check_ends(back);
  CHECK(back.run.simulated_s > 5.050);
  const RecordedRun gone = run_scenario(gossip(3, "\"ring\"", crash("host-*", 0.050)));
  CHECK(gone.answer == "exit 1");
  CHECK(gone.run.reason.find("nothing can happen any more") != std::string::npos);
}

TEST_CASE("gossip: one after another lost and repaired, each finds a model that is left") {
  std::string failures;
  for (int i = 0; i < 4; ++i) {
    failures += crash(fmt::format("host-{}", i), 0.030 + 0.070 * i, "150 ms");
  }
  check_ends(run_scenario(gossip(4, "\"ring\"", failures)));
  check_ends(run_scenario(gossip(4, "\"complete\"", failures)));
}

TEST_CASE("gossip: crashes and cuts at random, for long, neither hang nor differ between threads") {
  for (const char* optimizer : {"\"sgd\"", "\"adam_w\""}) {
    const std::vector<std::string> overrides{"strategy.rounds=100",
                                             std::string("strategy.optimizer=") + optimizer};
    const RecordedRun one = run_scenario(gossip(6, "\"ring\"", test::kStorm), overrides, 1);
    CHECK(one.answer == "exit 0");
    CHECK(one.events_of("host_down").size() > 20);
    CHECK(one.events_of("link_down").size() > 20);
    const RecordedRun four = run_scenario(gossip(6, "\"ring\"", test::kStorm), overrides, 4);
    CHECK(one.canonical == four.canonical);
  }
}

TEST_CASE("gossip: one worker alone is SGD") {
  const RecordedRun run = run_scenario(gossip(1, "\"ring\""), {"strategy.rounds=20"});
  REQUIRE(run.answer == "exit 0");
  const auto expected = test::train_in_one_process(
      run.initial, test::union_of_batches(7, 1, 10, 20), {.learning_rate = 0.1});
  CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
}
