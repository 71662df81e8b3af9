#include <cmath>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sim/experiment/experiment.hpp"
#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/trained.hpp"

using namespace simgrad;
using test::exactly;
using test::RecordedRun;
using test::run_scenario;

namespace {

using Overrides = std::vector<std::string>;

std::string pipeline(int workers, const std::string& more = "") {
  return test::small_scenario(workers) + R"(
[strategy]
kind = "pipeline"
rounds = 3
batch_size = 16
micro_batches = 4
detection_delay = "1 s"
)" + more;
}

/// Four layers of 20 x 20 and the samples to go with them; p stages, m micro-batches of n samples.
struct Even {
  double p = 4;
  double m = 4;
  double n = 4;

  [[nodiscard]] double forward_s() const { return n * 2 * 400 / 1e6; }
  [[nodiscard]] double backward_s() const { return 2 * forward_s(); }
  /// A step if nothing takes time on the wire. The model's first layer needs no gradient by its
  /// input: t_f less on its way back, which is the step's last.
  [[nodiscard]] double step_s() const {
    return (m + p - 1) * (forward_s() + backward_s()) - forward_s();
  }
  /// The sum of m gradients and the step of SGD, over 432 padded parameters.
  [[nodiscard]] double update_s() const { return (m - 1 + 2) * 432 / 1e6; }
};

Overrides even(const std::string& schedule) {
  return {"model.kind=mlp", "model.hidden=[20, 20, 20]", "data.set.classes=20",
          "platform.generate.duplex=full", "strategy.schedule=" + schedule};
}

Overrides with(Overrides some, const Overrides& more) {
  some.insert(some.end(), more.begin(), more.end());
  return some;
}

const Overrides kNoNetwork{"platform.generate.latency=\"0 s\"",
                           "platform.generate.bandwidth=\"1000000 Gbit/s\""};
const Overrides kSmallNetwork{"model.kind=mlp", "model.hidden=[16, 12, 8]",
                              "strategy.optimizer={ kind = \"sgd\", learning_rate = 0.2, "
                              "momentum = 0.5 }"};
constexpr test::PlainSgd kSgd{.learning_rate = 0.2, .momentum = 0.5};

std::vector<double> metrics_of(const RecordedRun& run, const std::string& name) {
  std::vector<double> values;
  for (const MetricRow& metric : run.metrics) {
    if (metric.name == name) {
      values.push_back(metric.value);
    }
  }
  return values;
}

}  // namespace

TEST_CASE("pipeline: a step is (m + p - 1)(t_f + t_b) and the update, by either schedule") {
  for (const char* schedule : {"gpipe", "1f1b"}) {
    const RecordedRun run = run_scenario(pipeline(4), with(even(schedule), kNoNetwork));
    REQUIRE(run.answer == "exit 0");
    REQUIRE(run.rounds.size() == 3);
    const Even times;
    for (const RoundRow& round : run.rounds) {
      CHECK(round.end_s ==
            exactly(static_cast<double>(round.round) * (times.step_s() + times.update_s())));
    }
    // The last stage is idle in p - 1 of m + p - 1 parts of the way of micro-batches.
    const double busy_s = times.m * (times.forward_s() + times.backward_s()) + times.update_s();
    CHECK(run.node_rounds.at(3).node == "host-3");
    CHECK(run.node_rounds.at(3).compute_s == exactly(busy_s));
  }
}

TEST_CASE("pipeline: each boundary adds latency and activations, there and back") {
  // 20 floats a sample: less time than a stage takes, so that transfers do not meet.
  const double transfer_s = 0.020 + 4 * 20 * 4 * 8 / 1e6;
  const RecordedRun run = run_scenario(pipeline(4), even("gpipe"));
  REQUIRE(run.answer == "exit 0");
  const Even times;
  for (const RoundRow& round : run.rounds) {
    CHECK(round.end_s == exactly(static_cast<double>(round.round) *
                                 (times.step_s() + 2 * 3 * transfer_s + times.update_s())));
    CHECK(round.up_bytes == 2 * 3 * 16 * 20 * 4);
    CHECK(round.down_bytes == 0);
  }
}

TEST_CASE(
    "pipeline: declared activations travel in place of the real ones, whatever parameters are") {
  for (const auto& [cost, bytes] : std::vector<std::pair<std::string, std::int64_t>>{
           {"activation_bytes = \"1 kB\"\nparameters = 1e9", 1000}, {"wire = \"bf16\"", 2 * 20}}) {
    const RecordedRun run =
        run_scenario(pipeline(4, "[model.cost]\n" + cost + "\n"), with(even("gpipe"), kNoNetwork));
    REQUIRE(run.answer == "exit 0");
    CHECK(run.rounds.front().up_bytes == 2 * 3 * 16 * bytes);
    CHECK(run.evaluations.back().loss < run.evaluations.front().loss);
  }
}

TEST_CASE("pipeline: computing forward again on the way back takes its time, and alters nothing") {
  const Overrides plain = with(even("1f1b"), kNoNetwork);
  const RecordedRun kept = run_scenario(pipeline(4), plain);
  const RecordedRun recomputed =
      run_scenario(pipeline(4), with(plain, {"strategy.recompute=true"}));
  REQUIRE(recomputed.answer == "exit 0");
  const Even times;
  CHECK(recomputed.rounds.back().end_s - kept.rounds.back().end_s ==
        exactly(3 * (times.m + times.p - 1) * times.forward_s()));
  CHECK(recomputed.final.tensors.front().data == kept.final.tensors.front().data);
}

TEST_CASE("pipeline: a declared step time is shared out among its parts") {
  const RecordedRun run =
      run_scenario(pipeline(4, "[compute]\nstep_time = \"2 s\"\n"), with(even("1f1b"), kNoNetwork));
  REQUIRE(run.answer == "exit 0");
  const Even times;
  const double whole_s = times.m * (4 * 3 - 1) * times.forward_s();  // of one machine, as counted
  CHECK(run.rounds.front().end_s == exactly(2.0 / whole_s * times.step_s() + times.update_s()));
}

TEST_CASE(
    "pipeline: gpipe holds all micro-batches' activations, 1f1b as many as there are stages") {
  const RecordedRun gpipe =
      run_scenario(pipeline(3), with(even("gpipe"), {"strategy.micro_batches=8"}));
  CHECK(metrics_of(gpipe, "activations_in_flight") == std::vector<double>{8, 8, 8});
  const RecordedRun alternating =
      run_scenario(pipeline(3), with(even("1f1b"), {"strategy.micro_batches=8"}));
  CHECK(metrics_of(alternating, "activations_in_flight") == std::vector<double>{3, 3, 3});
}

TEST_CASE("pipeline: it trains as one machine with all samples does") {
  const auto batches = test::union_of_batches(7, 1, 16, 50);
  for (const Overrides& how :
       std::vector<Overrides>{{"strategy.schedule=gpipe"},
                              {"strategy.micro_batches=1"},
                              {"strategy.micro_batches=5", "strategy.layers_per_stage=[2, 1, 1]"},
                              {"strategy.micro_batches=16", "strategy.split=parameters"}}) {
    INFO(fmt::format("{}", fmt::join(how, ", ")));
    const RecordedRun run =
        run_scenario(pipeline(3), with(with(kSmallNetwork, {"strategy.rounds=50"}), how));
    REQUIRE(run.answer == "exit 0");
    const auto expected = test::train_in_one_process(run.initial, batches, kSgd);
    CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
  }
}

TEST_CASE("pipeline: one step is the unsplit gradient, and its loss the mini-batch's") {
  // A long step, beside which the parameters' own rounding is small.
  const Overrides far = with(kSmallNetwork, {"strategy.rounds=1",
                                             "strategy.optimizer={ kind = "
                                             "\"sgd\", learning_rate = 20 }"});
  const RecordedRun split = run_scenario(pipeline(4), far);
  REQUIRE(split.answer == "exit 0");
  const auto expected = test::train_in_one_process(
      split.initial, test::union_of_batches(7, 1, 16, 1), {.learning_rate = 20});
  CHECK(test::relative_distance(split.initial, split.final, expected) <= 1e-6);
  const RecordedRun whole = run_scenario(pipeline(1), with(far, {"strategy.micro_batches=1"}));
  CHECK(split.node_rounds.at(3).loss == Approx(whole.node_rounds.at(0).loss).epsilon(1e-6));
  CHECK(std::isnan(split.node_rounds.at(0).loss));
}

TEST_CASE("pipeline: schedules give the same bytes, whatever the threads") {
  const auto final_of = [](const std::string& schedule, std::size_t threads) {
    const RecordedRun run =
        run_scenario(pipeline(3), with(kSmallNetwork, {"strategy.rounds=20", schedule}), threads);
    std::vector<float> all;
    for (const auto& tensor : run.final.tensors) {
      all.insert(all.end(), tensor.data.begin(), tensor.data.end());
    }
    return all;
  };
  const std::vector<float> gpipe = final_of("strategy.schedule=gpipe", 1);
  CHECK(gpipe == final_of("strategy.schedule=gpipe", 4));
  CHECK(gpipe == final_of("strategy.schedule=1f1b", 4));
}

TEST_CASE("pipeline: what cannot be split is told, with its place") {
  const auto refusal = [](int workers, const Overrides& overrides) {
    const test::TemporaryFolder folder;
    const auto path = folder.write("scenario.toml", pipeline(workers));
    const std::string text = error_text([&] {
      load(read_scenario(path, with(kSmallNetwork, overrides)));
    });
    return text.substr(std::min(text.size(), text.find("scenario.toml")));
  };
  CHECK(refusal(5, {}) ==
        "scenario.toml:12:1: error: strategy: a pipeline of 5 workers was asked for, but the model "
        "has 4 layers with parameters: at most 4 workers were expected, a stage each");
  CHECK(refusal(2, {"strategy.layers_per_stage=[1, 2]"}) ==
        "scenario.toml:12:1: error: strategy: layers_per_stage has 2 numbers, together 3: 2 were "
        "expected, one a worker, together the 4 layers with parameters");
  CHECK(refusal(2, {"strategy.micro_batches=17"}) ==
        "scenario.toml:12:1: error: strategy: 17 micro-batches of a mini-batch of 16 samples were "
        "asked for: at most 16 were expected");
}

namespace {

std::string disturbed(const std::string& schedule, const std::string& on_failure) {
  return test::small_scenario(3) + "[strategy]\nkind = \"pipeline\"\nschedule = \"" + schedule +
         "\"\non_failure = \"" + on_failure + R"("
rounds = 8
batch_size = 16
micro_batches = 4
checkpoint.every_rounds = 2
optimizer = { kind = "sgd", learning_rate = 0.2, momentum = 0.5 }
detection_delay = "50 ms"
retries = 3
retry_interval = "20 ms"
[evaluation]
every_rounds = 8
)";
}

const Overrides kThreeLayers{"model.kind=mlp", "model.hidden=[16, 12]"};

/// After so many rounds, some of them given up: as many steps of one machine as are left.
void check_trained(const RecordedRun& run) {
  INFO(run.answer << ", " << run.run.reason);
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.rounds.size() == 8);
  double lost = 0.0;
  for (const double rounds : metrics_of(run, "lost_rounds")) {
    lost += rounds;
  }
  const auto batches =
      test::union_of_batches(7, 1, 16, run.rounds.size() - static_cast<std::size_t>(lost));
  const auto expected = test::train_in_one_process(run.initial, batches, kSgd);
  CHECK(test::relative_distance(run.initial, run.final, expected) <= 1e-5);
}

void kill_each_stage(const std::string& schedule, const std::string& on_failure,
                     const std::string& duration) {
  const std::string scenario = disturbed(schedule, on_failure);
  const RecordedRun calm = run_scenario(scenario, kThreeLayers);
  check_trained(calm);
  const std::vector<test::Moment> all = test::moments(calm, 3);
  CHECK(all.size() >= 9);
  for (const auto& [host, phase, at_s] : all) {
    INFO(host << " in " << phase << " at " << at_s << " s");
    const RecordedRun run =
        run_scenario(scenario + test::crash(host, at_s, duration), kThreeLayers);
    check_trained(run);
    CHECK(run.events_of("host_down").size() == 1);
  }
}

void cut_each_link(const std::string& schedule, const std::string& duration) {
  const std::string scenario = disturbed(schedule, "shrink");
  const std::vector<test::Moment> all = test::moments(run_scenario(scenario, kThreeLayers), 3);
  CHECK(all.size() >= 9);
  for (const auto& [host, phase, at_s] : all) {
    const std::string link = "link-" + host.substr(5);
    INFO(link << " in " << phase << " at " << at_s << " s");
    check_trained(run_scenario(scenario + test::cut(link, at_s, duration), kThreeLayers));
  }
}

}  // namespace

TEST_CASE("pipeline: every stage killed in each phase, repaired; layers are split anew, twice") {
  kill_each_stage("gpipe", "shrink", "200 ms");
  kill_each_stage("1f1b", "shrink", "200 ms");
}

TEST_CASE("pipeline: every stage killed in each phase, repaired before that is known") {
  kill_each_stage("1f1b", "shrink", "20 ms");
}

TEST_CASE("pipeline: every stage killed in each phase, for ever") {
  kill_each_stage("gpipe", "shrink", "");
  kill_each_stage("1f1b", "shrink", "");
}

TEST_CASE("pipeline: every stage killed in each phase, waited for") {
  kill_each_stage("gpipe", "wait", "200 ms");
  kill_each_stage("1f1b", "wait", "200 ms");
}

TEST_CASE("pipeline: every link cut in each phase") {
  cut_each_link("gpipe", "10 ms");
  cut_each_link("1f1b", "10 ms");
  cut_each_link("gpipe", "150 ms");
  cut_each_link("1f1b", "150 ms");
}

TEST_CASE("pipeline: every link cut in each phase, for ever") {
  cut_each_link("gpipe", "");
  cut_each_link("1f1b", "");
}

TEST_CASE("pipeline: all links are cut, and stages come back while others are sent their layers") {
  const std::string scenario = disturbed("1f1b", "shrink");
  const Overrides impatient{"strategy.detection_delay=0 s", "strategy.retries=0"};
  const double middle_s = 0.5 * run_scenario(scenario, kThreeLayers).run.simulated_s;
  for (const std::string links : {"[\"link-*\"]", "[\"link-0\", \"link-1\"]"}) {
    INFO(links);
    const RecordedRun run = run_scenario(scenario + test::cut(links, middle_s, "200 ms"),
                                         with(kThreeLayers, impatient));
    check_trained(run);
    CHECK(!run.events_of("rollback").empty());
  }
}
