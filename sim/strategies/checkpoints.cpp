#include "sim/strategies/checkpoints.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "kernels/models/ranges.hpp"
#include "kernels/optimizers/optimizer.hpp"
#include "sim/strategies/training.hpp"

namespace simgrad {
namespace {

/// Slots of all the optimizers that a strategy keeps from round to round.
std::size_t optimizer_slots(const Arguments& strategy) {
  std::size_t count = 0;
  for (const auto& [name, argument] : strategy.values()) {
    const Chosen* chosen = std::get_if<Chosen>(&argument);
    if (chosen != nullptr && chosen->info != nullptr &&
        chosen->info->family == OptimizerInfo::kFamily) {
      count += slots(chosen->as<OptimizerInfo>().make(*chosen->arguments));
    }
  }
  return count;
}

/// Parameters of the host that writes most.
std::size_t largest_slice(const TrainingSetup& setup, const Arguments& strategy) {
  const Model& model = *setup.model;
  if (!strategy.has("slices")) {
    return model.parameter_count();
  }
  const std::size_t servers = setup.servers.size();
  std::size_t largest = 0;
  for (const ParameterRange& range : strategy.text("slices") == "layer"
                                         ? tensor_ranges(model, servers)
                                         : even_ranges(model, servers)) {
    largest = std::max(largest, range.parameters);
  }
  return largest;
}

}  // namespace

Parameter checkpoint_parameter(std::string_view summary) {
  return {.name = "checkpoint",
          .type = Type::kTable,
          .summary = summary,
          .default_text = "{}",
          .members = {{.name = "every_rounds",
                       .type = Type::kInteger,
                       .summary = "rounds from one to the next",
                       .default_text = kOptional,
                       .range = {1, 1e9}},
                      {.name = "every",
                       .type = Type::kSeconds,
                       .summary = "time from one to the next, the checkpoint in it",
                       .default_text = kOptional,
                       .range = kPositive},
                      {.name = "period",
                       .type = Type::kText,
                       .summary = "the same, from the mean time between losses of work and the "
                                  "cost: sqrt(2 mu C) + C, or sqrt(2 (mu + D + R) C) + C",
                       .default_text = kOptional,
                       .choices = {"young", "daly"}},
                      {.name = "mode",
                       .type = Type::kText,
                       .summary = "training stands still until it is whole, or goes on meanwhile",
                       .default_text = "\"synchronous\"",
                       .choices = {"synchronous", "asynchronous"}},
                      {.name = "bandwidth",
                       .type = Type::kBytesPerSecond,
                       .summary = "of the storage, for each host that writes or reads; none: only "
                                  "latency counts",
                       .default_text = kOptional,
                       .range = kPositive},
                      {.name = "latency",
                       .type = Type::kSeconds,
                       .summary = "of the storage, for each checkpoint and each restart",
                       .default_text = "\"0 s\"",
                       .range = kNotNegative}}};
}

double state_bytes(const ModelCost& cost, const Arguments& strategy, std::size_t parameters) {
  const double copies = 1.0 + static_cast<double>(optimizer_slots(strategy));
  return copies * cost.wire_bytes(static_cast<double>(parameters));
}

CheckpointPolicy checkpoint_policy(const TrainingSetup& setup, const Arguments& strategy) {
  const Arguments& checkpoint = strategy.table("checkpoint");
  CheckpointPolicy policy;
  policy.stands_still = checkpoint.text("mode") == "synchronous";
  policy.cost_s = checkpoint.real("latency");
  if (checkpoint.has("bandwidth")) {
    policy.cost_s += state_bytes(setup.cost, strategy, largest_slice(setup, strategy)) /
                     checkpoint.real("bandwidth");
  }
  if (checkpoint.has("every_rounds")) {
    policy.every_rounds = checkpoint.integer("every_rounds");
  } else if (checkpoint.has("every")) {
    policy.period_s = checkpoint.real("every");
    if (policy.period_s <= policy.cost_s) {
      throw Error(
          fmt::format("every = {:.6g} s, but one takes {:.6g} s; a longer time was expected",
                      policy.period_s, policy.cost_s));
    }
  } else if (checkpoint.has("period")) {
    const double mean_s =
        setup.losses.mean_between_s +
        (checkpoint.text("period") == "daly" ? setup.losses.mean_repair_s + policy.cost_s : 0.0);
    policy.period_s = std::sqrt(2.0 * mean_s * policy.cost_s) + policy.cost_s;
  }
  return policy;
}

std::string checkpoint_text(const TrainingSetup& setup, const Arguments& strategy) {
  const CheckpointPolicy policy = checkpoint_policy(setup, strategy);
  if (!policy.takes_any()) {
    return "";
  }
  const Arguments& checkpoint = strategy.table("checkpoint");
  const std::string why = checkpoint.has("period")
                              ? fmt::format(" ({}: work is lost every {:.6g} s)",
                                            checkpoint.text("period"), setup.losses.mean_between_s)
                              : "";
  return fmt::format("every {}{}, {:.6g} s each, {}",
                     policy.every_rounds > 0 ? fmt::format("{} rounds", policy.every_rounds)
                                             : fmt::format("{:.6g} s", policy.period_s),
                     why, policy.cost_s, checkpoint.text("mode"));
}

Checkpoints::Checkpoints(Training& training, const CheckpointPolicy& policy)
    : training_(training), policy_(policy) {
  resume(0);
}

bool Checkpoints::is_due(std::int64_t round) const {
  if (is_under_way_) {
    return false;
  }
  if (policy_.every_rounds > 0) {
    return round - from_round_ >= policy_.every_rounds;
  }
  constexpr double kRoundingErrors = 1e-9;
  return policy_.period_s > 0.0 &&
         training_.engine().now() >= due_s_ - kRoundingErrors * policy_.period_s;
}

void Checkpoints::begin(std::int64_t round) {
  is_under_way_ = true;
  ++ticket_;
  round_ = round;
  from_round_ = round;
  begin_s_ = training_.engine().now();
  due_s_ = begin_s_ + policy_.period_s;
}

void Checkpoints::write(std::function<void()> written) {
  if (policy_.cost_s == 0.0) {
    written();
    return;
  }
  Engine& engine = training_.engine();
  engine.at(engine.now() + policy_.cost_s, [this, ticket = ticket_, written = std::move(written)] {
    if (is_under_way_ && ticket == ticket_) {
      written();
    }
  });
}

void Checkpoints::end() {
  const double now_s = training_.engine().now();
  is_under_way_ = false;
  training_.event(now_s, "checkpoint", training_.server().name(),
                  fmt::format("of round {}, in {:.6g} s", round_, now_s - begin_s_));
  training_.checkpoint_taken(policy_.stands_still ? now_s - begin_s_ : 0.0);
}

void Checkpoints::abandon() {
  is_under_way_ = false;
}

void Checkpoints::resume(std::int64_t round) {
  from_round_ = round;
  due_s_ = training_.engine().now() + policy_.period_s - policy_.cost_s;
}

}  // namespace simgrad
