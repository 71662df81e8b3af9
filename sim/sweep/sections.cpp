#include "sim/sweep/sections.hpp"

namespace simgrad {
namespace {

Parameter table(std::string_view name, std::string_view summary, std::string_view default_text,
                std::vector<Parameter> members = {}) {
  return {name, Type::kTable, summary, default_text, kAny, {}, {}, std::move(members)};
}

Parameter target() {
  return table(
      "target", "what time to target means; default: the scenario's [stop]", kOptional,
      {{"accuracy", Type::kReal, "test accuracy reached", kOptional, {0.0, 1.0, true, false}},
       {"loss", Type::kReal, "test loss reached", kOptional, kPositive}});
}

Parameter stop_early() {
  return table(
      kStopEarlyTable,
      "ends points that look worse than others with a small budget; a table, or its kind's name",
      kOptional,
      {{"kind", Type::kText, "how", kRequired, kAny, {"successive_halving"}},
       {"key", Type::kText, "the budget, an integer of the scenario", "\"strategy.rounds\""},
       {"smallest", Type::kInteger, "budget of the first rung; default: two rungs below the last",
        kOptional, kAtLeastOne},
       {"largest", Type::kInteger, "budget of the last; default: the scenario's", kOptional,
        kAtLeastOne},
       {"factor", Type::kInteger, "one in so many points is kept, with so many times the budget",
        "3", Range{2.0}},
       {"metric", Type::kText, "what is better", "\"accuracy\"", kAny, {"accuracy", "loss"}}});
}

Parameter limits() {
  return table("limits", "what a run may take; it fails beyond", kOptional,
               {{"memory", Type::kBytes, "of a run's own", kOptional, Range{1.0, 1e18}},
                {"wall_time", Type::kSeconds, "of a run", kOptional, kPositive}});
}

Parameter slurm() {
  return table(
      "slurm", "how a cluster's queue is asked", kOptional,
      {{"partition", Type::kText, "default: the cluster's", "\"\""},
       {"time", Type::kText, "of a task, as sbatch takes it", "\"\""},
       {"memory", Type::kText, "of a task, as sbatch takes it", "\"\""},
       {"cpus", Type::kInteger, "of a task: so many runs at once", "1", kAtLeastOne},
       {"tasks", Type::kInteger, "of the array; 0: by the number of runs", "0", kNotNegative},
       {"extra", Type::kNames, "further lines of the script, as #SBATCH --account=x", kOptional}});
}

}  // namespace

std::span<const Parameter> sweep_parameters() {
  static const std::vector<Parameter> parameters = {
      {"title", Type::kText, "a line for people; default: the scenario's", kOptional},
      {"scenario", Type::kPath, "the scenario's file, from this file's folder", kRequired},
      table(kSetTable, "keys of the scenario with other values, at all points", "{}"),
      {"combine",
       Type::kText,
       "how the axes make points",
       "\"grid\"",
       kAny,
       {"grid", "zip", "random", "latin_hypercube"}},
      {"points", Type::kInteger, "how many are drawn, of random and latin_hypercube", kOptional,
       kAtLeastOne},
      {"seed", Type::kInteger, "of the draws of random and latin_hypercube", kOptional,
       kNotNegative},
      {"replicates", Type::kInteger, "runs a point, under the scenario's seed, seed + 1, …", "1",
       kAtLeastOne},
      table(kAxesTable, "keys of the scenario, each with a list of values or a range", kRequired),
      {kExcludeList,
       Type::kComponents,
       "a point is left out where all conditions of one hold",
       "[]",
       kAny,
       {},
       kConditionFamily},
      target(),
      stop_early(),
      limits(),
      slurm(),
  };
  return parameters;
}

std::string_view sweep_example() {
  return R"(# Every combination of the axes' values is a point; each runs under five seeds.
title = "How delay slows synchronous training"
scenario = "scenario.toml"         # from this file's folder
set = { "strategy.rounds" = 200 }  # at all points; keys are the scenario's
replicates = 5                     # the scenario's seed, seed + 1, …

[axes]
"platform.generate.latency" = ["1 ms", "10 ms", "100 ms"]
"platform.generate.bandwidth" = { from = "1 Mbit/s", to = "1 Gbit/s", steps = 4, scale = "log" }
strategy = [
  { kind = "federated", clients_per_round = 2, label = "FedAvg" },
  { kind = "synchronous_parameter_server", label = "sync PS" },
]
"data.partition" = [ "iid", { value = { kind = "dirichlet", alpha = 0.3 }, label = "skewed" } ]

# With combine = "random" or "latin_hypercube" and points = 20, ranges need no steps.
# A path is from the scenario's folder. A range's values are rounded to 6 digits.

[[exclude]]                        # where both hold
"strategy.kind" = "federated"
"platform.generate.latency" = { above = "50 ms" }  # above, below, at_least, at_most, in = […]

[stop_early]
kind = "successive_halving"
key = "strategy.rounds"
smallest = 10
largest = 200

[limits]
memory = "2 GB"
wall_time = "10 min"
)";
}

}  // namespace simgrad
