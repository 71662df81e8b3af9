#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/trained.hpp"

using namespace simgrad;
using test::exactly;
using test::kBatch_s;
using test::kEvenBatch_s;
using test::kEvenChunks;
using test::kFullDuplex;
using test::kLatency_s;
using test::RecordedRun;
using test::run_scenario;

namespace {

const AdamWRule kInner{.learning_rate = 0.001F,
                       .beta1 = 0.9F,
                       .beta2 = 0.999F,
                       .epsilon = 1e-8F,
                       .weight_decay = 0.01F};
const SgdRule kOuter{.learning_rate = 0.7F, .momentum = 0.9F, .nesterov = true};

std::string diloco(int workers, const std::string& more = "") {
  return test::small_scenario(workers) + R"(
[strategy]
kind = "diloco"
rounds = 3
batch_size = 10
detection_delay = "1 s"
)" + more;
}

}  // namespace

TEST_CASE("diloco: a round is H inner steps, one ring and an outer step") {
  for (const int workers : {2, 4, 16}) {
    const RecordedRun run = run_scenario(diloco(workers), {kFullDuplex, kEvenChunks});
    REQUIRE(run.answer == "exit 0");
    REQUIRE(run.rounds.size() == 3);
    const int steps = 2 * (workers - 1);
    const double inner_s = kEvenBatch_s + 3 * 2.0 * 96 / 1e6;  // AdamW has two slots
    const double outer_s = (2 + 2 * 2) * 96 / 1e6;             // the difference; momentum has one
    const double round_s = 100 * inner_s + outer_s + steps * (kLatency_s + 80 * 32 / 1e6 / workers);
    for (const RoundRow& round : run.rounds) {
      CHECK(round.end_s == exactly(static_cast<double>(round.round) * round_s));
      CHECK(round.up_bytes == steps * 80 * 4);
      CHECK(round.down_bytes == 0);
    }
  }
}

TEST_CASE("diloco: inner AdamW, outer Nesterov momentum on the mean of what the workers moved by") {
  const RecordedRun run = run_scenario(diloco(3), {"strategy.rounds=6", "strategy.inner_steps=15",
                                                   "model.kind=mlp", "model.hidden=[16]"});
  REQUIRE(run.answer == "exit 0");
  const auto expected =
      test::train_in_rounds(run.initial, 7, 3, 10, kInner, kOuter, std::vector<std::size_t>(6, 15));
  CHECK(test::relative_distance(run.initial, run.final, expected) <= 2e-5);
}

TEST_CASE("diloco: with an outer step of rate 1 it is local SGD") {
  const std::vector<std::string> model{"strategy.rounds=6", "model.kind=mlp", "model.hidden=[16]"};
  auto overrides = model;
  overrides.insert(overrides.end(), {"strategy.inner_steps=5", "strategy.inner=sgd",
                                     "strategy.outer={ kind = \"sgd\", learning_rate = 1.0 }"});
  const RecordedRun run = run_scenario(diloco(4), overrides);
  REQUIRE(run.answer == "exit 0");
  const auto expected =
      test::train_in_rounds(run.initial, 7, 4, 10, SgdRule{.learning_rate = 0.1F},
                            SgdRule{.learning_rate = 1.0F}, std::vector<std::size_t>(6, 5));
  CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
}

TEST_CASE("diloco: a lost worker costs the others no inner step, and joins again") {
  const RecordedRun run = run_scenario(diloco(3, R"(
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "100 ms"
duration = "2 s"
)"),
                                       {"strategy.rounds=40", "strategy.inner_steps=20"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.at(0).completed == 2);
  CHECK(run.rounds.at(0).failed == 1);
  CHECK(run.rounds.back().completed == 3);
  for (const NodeRoundRow& row : run.node_rounds) {
    if (row.round == 1 && row.node == "host-0") {
      CHECK(row.compute_s ==
            Approx(20 * (kBatch_s + 6 * 96 / 1e6) + 2 * 2 * 96 / 1e6 + 4 * 96 / 1e6));
    }
  }
}
