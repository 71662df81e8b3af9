#include <algorithm>
#include <map>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/trained.hpp"

using namespace simgrad;
using test::exactly;
using test::kEvenBatch_s;
using test::kEvenChunks;
using test::kFullDuplex;
using test::kLatency_s;
using test::RecordedRun;
using test::run_scenario;

namespace {

const AdamWRule kAdamW{.learning_rate = 0.001F,
                       .beta1 = 0.9F,
                       .beta2 = 0.999F,
                       .epsilon = 1e-8F,
                       .weight_decay = 0.01F};

std::string sharded(int workers, int stage, const std::string& more = "") {
  return test::small_scenario(workers) +
         fmt::format(R"(
[strategy]
kind = "sharded_data_parallel"
stage = {}
rounds = 3
batch_size = 10
detection_delay = "1 s"
)",
                     stage) +
         more;
}

/// Half a ring of `parameters`, which n divides.
double half_ring_s(int n, int parameters) {
  return (n - 1) * (kLatency_s + parameters * 32 / 1e6 / n);
}

}  // namespace

TEST_CASE("sharded_data_parallel: a step is gradient, halves of rings, and the update of a slice") {
  // The last rank's slice has the padding, 4 floats and 12; AdamW has two slots.
  struct Case {
    int workers = 0;
    int floats = 0;
  };
  for (const Case c : {Case{2, 40 + 16}, Case{4, 20 + 16}, Case{16, 5 + 16}}) {
    const double half_s = half_ring_s(c.workers, 80);
    const double update_s = 3 * 2.0 * c.floats / 1e6;
    for (const int stage : {2, 3}) {
      const RecordedRun run = run_scenario(sharded(c.workers, stage), {kFullDuplex, kEvenChunks});
      REQUIRE(run.answer == "exit 0");
      REQUIRE(run.rounds.size() == 3);
      INFO(c.workers << " workers, stage " << stage);
      for (const RoundRow& round : run.rounds) {
        CHECK(round.end_s == exactly(static_cast<double>(round.round) *
                                     (kEvenBatch_s + stage * half_s + update_s)));
        CHECK(round.up_bytes == stage * (c.workers - 1) * 80 * 4);
        CHECK(round.down_bytes == 0);
      }
    }
  }
}

TEST_CASE("sharded_data_parallel: units are gathered and summed while the pass is in another") {
  // mlp 20-16-4, units of 336 and 68 parameters. Of ten samples, by layer: forward 6.4 and 1.28 ms,
  // backward 6.4 and 2.56 ms.
  const std::vector<std::string> overrides{kFullDuplex, "model.kind=mlp", "model.hidden=[16]",
                                           "strategy.bucket_size=\"260 B\""};
  const double first_s = half_ring_s(4, 336);
  const double last_s = half_ring_s(4, 68);
  const double update_s = 3 * 2.0 * (84 + 17 + 12) / 1e6;
  const double backward_first_s = std::max(0.0064, last_s);
  const std::map<int, double> step_s{
      {2, 0.0064 + 0.00128 + 0.00256 + backward_first_s + first_s + update_s + first_s + last_s},
      {3, first_s + std::max(0.0064, last_s) + 0.00128 + last_s + std::max(0.00256, first_s) +
              backward_first_s + first_s + update_s}};
  for (const int stage : {2, 3}) {
    const RecordedRun run = run_scenario(sharded(4, stage), overrides);
    REQUIRE(run.answer == "exit 0");
    for (const RoundRow& round : run.rounds) {
      CHECK(round.end_s == exactly(static_cast<double>(round.round) * step_s.at(stage)));
      CHECK(round.up_bytes == stage * 3 * 404 * 4);
    }
  }
}

TEST_CASE("sharded_data_parallel: K workers of batch b are one of batch K b") {
  struct Case {
    std::string text;
    UpdateRule rule;
  };
  const std::vector<Case> cases{
      {R"({ kind = "sgd", learning_rate = 0.2 })", SgdRule{.learning_rate = 0.2F}},
      {R"({ kind = "sgd", learning_rate = 0.1, momentum = 0.5, weight_decay = 1e-3 })",
       SgdRule{.learning_rate = 0.1F, .momentum = 0.5F, .weight_decay = 1e-3F}},
      {R"({ kind = "adam_w", learning_rate = 0.01 })", AdamWRule{.learning_rate = 0.01F,
                                                                 .beta1 = 0.9F,
                                                                 .beta2 = 0.999F,
                                                                 .epsilon = 1e-8F,
                                                                 .weight_decay = 0.01F}}};
  for (const int stage : {2, 3}) {
    for (const char* unit : {"1 B", "1 KiB", "25 MiB"}) {
      for (const Case& c : cases) {
        const RecordedRun run =
            run_scenario(sharded(4, stage), {"strategy.rounds=50", "model.kind=mlp",
                                             "model.hidden=[16]", "strategy.optimizer=" + c.text,
                                             fmt::format("strategy.bucket_size=\"{}\"", unit)});
        REQUIRE(run.answer == "exit 0");
        const auto expected =
            test::train_in_one_process(run.initial, test::union_of_batches(7, 4, 10, 50), c.rule);
        INFO("stage " << stage << ", units of " << unit << ", " << c.text);
        CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
      }
    }
  }
}

TEST_CASE("sharded_data_parallel: more workers than a tensor has parameters, and than there are") {
  for (const int stage : {2, 3}) {
    for (const char* wire : {"fp32", "bf16"}) {
      const RecordedRun run = run_scenario(
          sharded(30, stage),
          {"strategy.bucket_size=\"1 B\"", "strategy.batch_size=2",
           fmt::format("model.cost={{ wire = \"{}\" }}", wire),
           "data.set={ kind = \"gaussian_blobs\", classes = 2, features = 2, samples = 240, "
           "test_samples = 80 }"});
      INFO("stage " << stage << ", " << wire);
      CHECK(run.answer == "exit 0");
      CHECK(run.rounds.size() == 3);
      CHECK(run.evaluations.back().loss < run.evaluations.front().loss);
    }
  }
}

TEST_CASE("sharded_data_parallel: with a worker its slice is lost, all go back to the checkpoint") {
  const std::string crash = R"(checkpoint.every_rounds = 4
[[failure]]
kind = "host_crash"
hosts = "host-1"
at = "1 s"
duration = "2 s"
)";
  for (const int stage : {2, 3}) {
    for (const char* on_failure : {"shrink", "wait"}) {
      const RecordedRun run = run_scenario(
          sharded(3, stage, crash),
          {kFullDuplex, "strategy.rounds=60", fmt::format("strategy.on_failure={}", on_failure)});
      INFO("stage " << stage << ", " << on_failure << ": " << run.answer << ", " << run.run.reason);
      REQUIRE(run.answer == "exit 0");
      CHECK(run.rounds.size() == 60);
      CHECK(run.events_of("rollback").size() == 1);
      const auto lost =
          std::find_if(run.metrics.begin(), run.metrics.end(), [](const MetricRow& row) {
            return row.name == "lost_rounds";
          });
      REQUIRE(lost != run.metrics.end());
      CHECK(lost->value >= 1);
      CHECK(lost->value <= 8);
      CHECK(run.rounds.back().completed == 3);
      if (std::string(on_failure) == "wait") {
        // The same three from the checkpoint on: steps that were given up leave no trace.
        const auto steps = static_cast<std::size_t>(60.0 - lost->value);
        const auto expected = test::train_in_one_process(
            run.initial, test::union_of_batches(7, 3, 10, steps), kAdamW);
        CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
      }
    }
  }
}
