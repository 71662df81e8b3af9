#include <cmath>
#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>

#include "sim/sweep/sections.hpp"
#include "tests/sim/sweep/sweeps.hpp"

namespace simgrad {
namespace {

using Texts = std::vector<std::string>;

Texts labels(const Sweep& sweep) {
  Texts result;
  for (const SweepPoint& point : sweep.points) {
    std::string text;
    for (const AxisValue& value : point.values) {
      text += (text.empty() ? "" : " | ") + value.label;
    }
    result.push_back(text);
  }
  return result;
}

TEST_CASE("read_sweep: values have text, labels and numbers in base units") {
  const Sweep sweep = test::SweepFolder().read(R"(combine = "zip"
[axes]
"platform.generate.latency" = ["1 ms", "2 s"]
"strategy.local.batch_size" = [8, { value = 16, label = "large" }]
"compute.step_time" = ["5 ms", { distribution = "exponential", mean = "1 s" }]
failure = [[], [{ kind = "host_crash", hosts = "host-*", time_to_failure = "2 h", time_to_repair = "5 min" }]]
)");
  CHECK(sweep.axis_keys == Texts{"platform.generate.latency", "strategy.local.batch_size",
                                 "compute.step_time", "failure"});
  CHECK(labels(sweep) == Texts{"1 ms | 8 | 5 ms | none", "2 s | large | exponential | host_crash"});
  const auto& values = sweep.points[1].values;
  CHECK(values[0].text == "\"2 s\"");
  CHECK(values[0].number == 2.0);
  CHECK(values[1].text == "16");
  CHECK(values[1].number == 16.0);
  CHECK(sweep.points[0].values[2].number == 0.005);
  CHECK(std::isnan(values[2].number));
  CHECK(
      values[3].text ==
      R"([{ hosts = "host-*", kind = "host_crash", time_to_failure = "2 h", time_to_repair = "5 min" }])");
}

TEST_CASE("read_sweep: ranges are linear or logarithmic, with both ends, in the key's type") {
  const Sweep sweep = test::SweepFolder().read(R"(combine = "zip"
[axes]
"platform.generate.bandwidth" = { from = "1 Mbit/s", to = "1 Gbit/s", steps = 4, scale = "log" }
"strategy.local.batch_size" = { from = 1, to = 100, steps = 4, scale = "log" }
"stop.accuracy" = { from = 0.7, to = 1.0, steps = 4 }
"platform.generate.latency" = { from = "40 ms", to = "10 ms", steps = 4 }
)");
  CHECK(labels(sweep) == Texts{"1 Mbit/s | 1 | 0.7 | 40 ms", "10 Mbit/s | 5 | 0.8 | 30 ms",
                               "100 Mbit/s | 22 | 0.9 | 20 ms", "1 Gbit/s | 100 | 1.0 | 10 ms"});
}

TEST_CASE("read_sweep: values of one kind get what tells them apart, or the label given") {
  const Sweep sweep = test::SweepFolder().read(R"([axes]
strategy = [
  { kind = "federated", rounds = 1, clients_per_round = 1 },
  { kind = "federated", rounds = 1, clients_per_round = 2 },
  { kind = "federated", rounds = 1, clients_per_round = 3, label = "three" },
  { kind = "synchronous_parameter_server", rounds = 1 } ]
)");
  CHECK(labels(sweep) == Texts{"federated (clients_per_round = 1)",
                               "federated (clients_per_round = 2)", "three",
                               "synchronous_parameter_server"});
  CHECK(sweep.points[2].values[0].text ==
        R"({ clients_per_round = 3, kind = "federated", rounds = 1 })");
}

TEST_CASE("read_sweep: keys may be dotted, quoted or tables below each other") {
  const Sweep sweep = test::SweepFolder().read(R"([axes]
strategy.rounds = [1, 2]
[axes.platform.generate]
latency = ["1 ms"]
)");
  CHECK(sweep.axis_keys == Texts{"strategy.rounds", "platform.generate.latency"});
}

TEST_CASE("read_sweep: a point is left out if all conditions of one entry hold") {
  const Sweep sweep = test::SweepFolder().read(R"([axes]
strategy = [{ kind = "federated", rounds = 1, clients_per_round = 1 },
            { kind = "synchronous_parameter_server", rounds = 1 }]
"platform.generate.latency" = ["10 ms", "20 ms", "30 ms", "40 ms"]
[[exclude]]
"strategy.kind" = "federated"
"platform.generate.latency" = { above = "0.02 s" }
[[exclude]]
"platform.generate.latency" = { in = ["40000 us"] }
[[exclude]]
"strategy.clients_per_round" = 1
"platform.generate.latency" = { at_least = "10 ms", below = "20 ms" }
)");
  CHECK(labels(sweep) == Texts{"federated | 20 ms", "synchronous_parameter_server | 10 ms",
                               "synchronous_parameter_server | 20 ms",
                               "synchronous_parameter_server | 30 ms"});
  CHECK(sweep.excluded == 4);
}

TEST_CASE("read_sweep: all points run under the first seed before any under the second") {
  const Sweep sweep = test::SweepFolder().read(R"(replicates = 2
set = { seed = 7, "strategy.rounds" = 5 }
[axes]
"platform.generate.latency" = ["1 ms", "2 ms"]
)");
  REQUIRE(sweep.runs.size() == 4);
  const std::vector<std::size_t> points{0, 1, 0, 1};
  const std::vector<std::uint64_t> seeds{7, 7, 8, 8};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(sweep.runs[i].id == static_cast<std::int64_t>(i) + 1);
    CHECK(sweep.runs[i].point == points[i]);
    CHECK(sweep.runs[i].seed == seeds[i]);
  }
  CHECK(sweep.runs[3].overrides ==
        Texts{"seed=7", "strategy.rounds=5", "platform.generate.latency=\"2 ms\"", "seed=8"});
}

TEST_CASE("read_sweep: what a table's keys are is set after the table, however it is written") {
  const test::SweepFolder folder;
  const std::string path = folder.write("sweep.toml", R"(scenario = "small.toml"
[axes]
"strategy.rounds" = [3]
strategy = [{ kind = "federated", clients_per_round = 1 }]
)");
  const Sweep sweep = read_sweep(path, {"strategy.over_selection=2.0"});
  CHECK(sweep.runs[0].overrides == Texts{"strategy={ clients_per_round = 1, kind = \"federated\" }",
                                         "strategy.over_selection=2.0", "strategy.rounds=3"});
}

TEST_CASE("read_sweep: halving by its name alone has three rungs up to the scenario's budget") {
  const Sweep sweep = test::SweepFolder().read(R"(set = { "strategy.rounds" = 90 }
stop_early = "successive_halving"
[axes]
"platform.generate.latency" = ["1 ms", "2 ms", "3 ms"]
)");
  REQUIRE(sweep.halving.has_value());
  CHECK(sweep.halving->key == "strategy.rounds");
  CHECK(sweep.halving->smallest == 10);
  CHECK(sweep.halving->factor == 3);
  CHECK(sweep.halving->largest == 90);
  CHECK_FALSE(sweep.halving->by_loss);
}

TEST_CASE("next_rung: the kept points run with a larger budget until the largest") {
  const Sweep sweep = test::SweepFolder().read(R"(replicates = 2
set = { "strategy.rounds" = 50 }
[axes]
"platform.generate.latency" = ["1 ms", "2 ms", "3 ms"]
[stop_early]
kind = "successive_halving"
smallest = 4
metric = "loss"
)");
  REQUIRE(sweep.halving.has_value());
  CHECK(sweep.halving->largest == 50);
  CHECK(sweep.halving->by_loss);
  CHECK(sweep.runs[0].overrides.back() == "strategy.rounds=4");
  const auto second = next_rung(sweep, 1, {2}, 7);
  REQUIRE(second.size() == 2);
  CHECK(second[0].id == 7);
  CHECK(second[1].id == 8);
  CHECK(second[1].point == 2);
  CHECK(second[1].seed == 2);
  CHECK(second[1].rung == 1);
  CHECK(second[1].overrides.back() == "strategy.rounds=12");
  CHECK(next_rung(sweep, 2, {2}, 9)[0].overrides.back() == "strategy.rounds=36");
  CHECK(next_rung(sweep, 3, {2}, 9)[0].overrides.back() == "strategy.rounds=50");
  CHECK(next_rung(sweep, 4, {2}, 9).empty());
}

TEST_CASE("read_sweep: target, limits and cluster are as written, or the scenario's") {
  const test::SweepFolder folder;
  const Sweep plain = folder.read("set = { stop.accuracy = 0.9 }\n[axes]\nseed = [1, 2]\n");
  CHECK(plain.target_accuracy == 0.9);
  CHECK_FALSE(plain.target_loss.has_value());
  CHECK_FALSE(plain.limits.memory_bytes.has_value());
  CHECK(plain.title == "Small");
  CHECK(plain.runs[1].seed == 2);
  const Sweep full = folder.read(R"(title = "Mine"
[axes]
seed = [1, 2]
[target]
loss = 0.5
[limits]
memory = "2 GB"
wall_time = "10 min"
[slurm]
cpus = 4
extra = ["#SBATCH --account=x"]
)");
  CHECK(full.title == "Mine");
  CHECK(full.target_loss == 0.5);
  CHECK_FALSE(full.target_accuracy.has_value());
  CHECK(full.limits.memory_bytes == 2'000'000'000);
  CHECK(full.limits.wall_s == 600.0);
  CHECK(full.slurm.cpus == 4);
  CHECK(full.slurm.extra == Texts{"#SBATCH --account=x"});
  const auto json = nlohmann::json::parse(sweep_json(full));
  CHECK(json["title"] == "Mine");
  CHECK(json["target_accuracy"].is_null());
  CHECK(json["target_loss"] == 0.5);
  CHECK(json["axes"] == Texts{"seed"});
  CHECK(json["file"] == full.text);
}

TEST_CASE("sweep_example: it is a sound sweep") {
  const test::SweepFolder folder;
  folder.write("scenario.toml", folder.scenario());
  const Sweep sweep = read_sweep(folder.write("sweep.toml", std::string(sweep_example())), {});
  CHECK(sweep.points.size() == 3 * 4 * 2 * 2 - 1 * 4 * 2);
}

TEST_CASE("is_sweep_file: a scenario is none, nor is what is not TOML") {
  const test::SweepFolder folder;
  CHECK(is_sweep_file(folder.write("a.toml", "scenario = \"small.toml\"\n")));
  CHECK_FALSE(is_sweep_file(folder.write("b.toml", "title = \"x\"\n")));
  CHECK_FALSE(is_sweep_file(folder.write("c.toml", "scenario = \n")));
}

}  // namespace
}  // namespace simgrad
