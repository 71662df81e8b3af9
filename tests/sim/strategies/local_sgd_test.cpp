#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/trained.hpp"
#include "tests/support/updates.hpp"

using namespace simgrad;
using test::exactly;
using test::kBatch_s;
using test::kEvenBatch_s;
using test::kEvenChunks;
using test::kFullDuplex;
using test::kLatency_s;
using test::kUpdate_s;
using test::RecordedRun;
using test::run_scenario;

namespace {

const std::vector<std::string> kMlp{"model.kind=mlp", "model.hidden=[16]"};
const SgdRule kAverage{.learning_rate = 1.0F};

std::string local_sgd(int workers, const std::string& more = "") {
  return test::small_scenario(workers) + R"(
[strategy]
kind = "local_sgd"
rounds = 3
batch_size = 10
detection_delay = "1 s"
)" + more;
}

std::vector<std::string> with(std::vector<std::string> overrides,
                              const std::vector<std::string>& more) {
  overrides.insert(overrides.end(), more.begin(), more.end());
  return overrides;
}

}  // namespace

TEST_CASE("local_sgd: a round is H gradients and updates, then one ring") {
  for (const int workers : {2, 4, 16}) {
    const RecordedRun run =
        run_scenario(local_sgd(workers), {kFullDuplex, kEvenChunks, "strategy.local_steps=5"});
    REQUIRE(run.answer == "exit 0");
    REQUIRE(run.rounds.size() == 3);
    const int steps = 2 * (workers - 1);
    const double round_s =
        5 * (kEvenBatch_s + kUpdate_s) + steps * (kLatency_s + 80 * 32 / 1e6 / workers);
    for (const RoundRow& round : run.rounds) {
      CHECK(round.end_s == exactly(static_cast<double>(round.round) * round_s));
      CHECK(round.up_bytes == steps * 80 * 4);  // every chunk over every link of the ring, twice
      CHECK(round.down_bytes == 0);
    }
    for (const NodeRoundRow& row : run.node_rounds) {
      CHECK(row.samples == 50);
    }
  }
}

TEST_CASE("local_sgd: with plain SGD and H = 1 it is all-reduce SGD") {
  const std::vector<std::string> overrides = with(
      kMlp, {"strategy.rounds=50", "strategy.optimizer={ kind = \"sgd\", learning_rate = 0.2 }"});
  const RecordedRun local = run_scenario(local_sgd(4), with(overrides, {"strategy.local_steps=1"}));
  const RecordedRun all = run_scenario(
      test::small_scenario(4) + "[strategy]\nkind = \"all_reduce\"\nbatch_size = 10\nrounds = 1\n",
      overrides);
  REQUIRE(local.answer == "exit 0");
  REQUIRE(all.answer == "exit 0");
  const auto expected = test::train_in_one_process(
      local.initial, test::union_of_batches(7, 4, 10, 50), test::PlainSgd{.learning_rate = 0.2});
  CHECK(test::relative_distance(local.initial, local.final, expected) <= 1e-5);
  CHECK(test::relative_distance(all.initial, all.final, expected) <= 1e-5);
  CHECK(local.rounds.back().up_bytes == all.rounds.back().up_bytes);
}

TEST_CASE("local_sgd: the models are averaged, each optimizer's state stays with its worker") {
  struct Case {
    std::string text;
    UpdateRule rule;
  };
  const std::vector<Case> cases{
      {R"({ kind = "sgd", learning_rate = 0.1 })", SgdRule{.learning_rate = 0.1F}},
      {R"({ kind = "sgd", learning_rate = 0.1, momentum = 0.5 })",
       SgdRule{.learning_rate = 0.1F, .momentum = 0.5F}},
      {R"({ kind = "adam_w", learning_rate = 0.01 })", AdamWRule{.learning_rate = 0.01F,
                                                                 .beta1 = 0.9F,
                                                                 .beta2 = 0.999F,
                                                                 .epsilon = 1e-8F,
                                                                 .weight_decay = 0.01F}}};
  for (const Case& c : cases) {
    const RecordedRun run =
        run_scenario(local_sgd(3), with(kMlp, {"strategy.rounds=8", "strategy.local_steps=7",
                                               "strategy.optimizer=" + c.text}));
    REQUIRE(run.answer == "exit 0");
    const auto expected = test::train_in_rounds(run.initial, 7, 3, 10, c.rule, kAverage,
                                                std::vector<std::size_t>(8, 7));
    INFO(c.text);
    CHECK(test::relative_distance(run.initial, run.final, expected) <= 2e-5);
  }
}

TEST_CASE("local_sgd: post-local, the first rounds have one step each") {
  const RecordedRun run = run_scenario(
      local_sgd(3),
      with(kMlp, {"strategy.rounds=6", "strategy.local_steps=7", "strategy.synchronous_rounds=3"}));
  REQUIRE(run.answer == "exit 0");
  const auto expected = test::train_in_rounds(run.initial, 7, 3, 10, SgdRule{.learning_rate = 0.1F},
                                              kAverage, {1, 1, 1, 7, 7, 7});
  CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
  CHECK(run.node_rounds.front().samples == 10);
  CHECK(run.node_rounds.back().samples == 70);
}

TEST_CASE("local_sgd: who is left averages the steps that were made before a worker was lost") {
  // host-1 dies in the ring; the loss is known 1 s later. The two others have their five steps.
  const RecordedRun run = run_scenario(local_sgd(3, R"(
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "30 ms"
)"),
                                       {kFullDuplex, "strategy.local_steps=5"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.at(0).completed == 2);
  CHECK(run.rounds.at(0).end_s == exactly(1.030 + 2 * (kLatency_s + 42 * 32 / 1e6)));
  for (const NodeRoundRow& row : run.node_rounds) {
    CHECK(row.samples == (row.node == "host-1" ? 0 : 50));
    if (row.round == 1 && row.node == "host-0") {
      CHECK(row.compute_s == exactly(5 * (kBatch_s + kUpdate_s)));
    }
  }
}

TEST_CASE("local_sgd: when the others wait for a lost worker, the crash changes no number") {
  const std::vector<std::string> overrides{"strategy.on_failure=wait", "strategy.local_steps=5"};
  const RecordedRun calm = run_scenario(local_sgd(3), overrides);
  const RecordedRun crash = run_scenario(local_sgd(3, R"(
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "150 ms"
duration = "2 s"
)"),
                                         overrides);
  REQUIRE(crash.answer == "exit 0");
  CHECK(crash.events_of("restart").size() == 1);
  CHECK((test::numbers_of(crash.final) == test::numbers_of(calm.final)));
}
