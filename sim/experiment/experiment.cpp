#include "sim/experiment/experiment.hpp"

#include <fmt/format.h>

#include "kernels/datasets/dataset.hpp"
#include "kernels/models/cost.hpp"
#include "kernels/models/model.hpp"
#include "kernels/partitions/partition.hpp"
#include "sim/experiment/compute_times.hpp"
#include "sim/experiment/text.hpp"
#include "sim/failures/failure.hpp"
#include "sim/scenario/work_losses.hpp"
#include "sim/strategies/checkpoints.hpp"
#include "sim/strategies/strategy.hpp"

namespace simgrad {
namespace {

/// SQLite's largest BLOB has 10^9 bytes: the parameters of a run are recorded as one.
constexpr std::size_t kMaximumParameters = 240'000'000;

/// Calls `make`; what it throws becomes a problem at `key`.
template <class Make>
auto at_key(const Plan& plan, const std::string& key, Make&& make) {
  try {
    return make();
  } catch (const ScenarioError&) {
    throw;
  } catch (const Error& error) {
    throw ScenarioError({{plan.where(key), fmt::format("{}: {}", key, error.what())}});
  }
}

std::shared_ptr<const Model> make_model(const Plan& plan, const Dataset& data) {
  auto model = plan.model.as<ModelInfo>().make(*plan.model.arguments, data.shape(), data.classes);
  model->set_precision(precision_of(*plan.model.arguments));
  if (model->parameter_count() > kMaximumParameters) {
    throw Error(fmt::format(
        "{} would have {} parameters ({}); at most {} were expected, which is what a run database "
        "holds: use fewer or smaller layers",
        plan.model.info->name, model->parameter_count(),
        bytes_text(4.0 * static_cast<double>(model->parameter_count())), kMaximumParameters));
  }
  return model;
}

}  // namespace

std::shared_ptr<const Dataset> load_data(const Plan& plan) {
  return at_key(plan, "data.set", [&] {
    return std::make_shared<const Dataset>(
        plan.dataset.as<DatasetInfo>().make(*plan.dataset.arguments, plan.seed));
  });
}

Assignment assign_data(const Plan& plan, const Dataset& data) {
  return at_key(plan, "data.partition", [&] {
    return plan.partition.as<PartitionInfo>().assign(*plan.partition.arguments, data,
                                                     plan.workers.size(),
                                                     Stream(plan.seed, Purpose::kPartition));
  });
}

std::shared_ptr<const Model> load_model(const Plan& plan, const Dataset& data) {
  return at_key(plan, "model", [&] {
    return make_model(plan, data);
  });
}

TrainingSetup load(const Plan& plan) {
  return load(plan, load_data(plan));
}

TrainingSetup load(const Plan& plan, std::shared_ptr<const Dataset> data) {
  TrainingSetup setup;
  setup.seed = plan.seed;
  setup.servers = plan.servers;
  setup.standbys = plan.standbys;
  setup.workers = plan.workers;
  setup.data = std::move(data);
  setup.partition = assign_data(plan, *setup.data);
  setup.model = load_model(plan, *setup.data);
  setup.cost = cost_of(*plan.model.arguments, *setup.model);
  setup.compute_times = at_key(plan, "compute", [&] {
    return compute_times(plan);
  });
  setup.goal = {plan.stop_accuracy, plan.stop_loss, plan.stop_simulated_s};
  setup.evaluate_every_rounds = plan.evaluate_every_rounds;
  setup.decision_lag = plan.decision_lag;
  setup.losses = work_losses(plan);
  if (plan.strategy.arguments->has("checkpoint")) {
    at_key(plan, "strategy.checkpoint", [&] {
      return checkpoint_policy(setup, *plan.strategy.arguments);
    });
  }
  if (const auto check = plan.strategy.as<StrategyInfo>().check; check != nullptr) {
    at_key(plan, "strategy", [&] {
      check(setup, *plan.strategy.arguments);
      return 0;
    });
  }
  return setup;
}

using HostPairs = std::vector<std::pair<std::string, std::string>>;

/// Every host of `senders` with every other one of `receivers`.
void add_pairs(const std::vector<std::string>& senders, const std::vector<std::string>& receivers,
               HostPairs& pairs) {
  for (const std::string& from : senders) {
    for (const std::string& to : receivers) {
      if (from != to) {
        pairs.emplace_back(from, to);
      }
    }
  }
}

HostPairs used_pairs(const Plan& plan) {
  HostPairs pairs;
  std::vector<std::string> servers = plan.servers;
  servers.insert(servers.end(), plan.standbys.begin(), plan.standbys.end());
  for (const std::string& server : servers) {
    for (const std::string& worker : plan.workers) {
      pairs.emplace_back(worker, server);
      pairs.emplace_back(server, worker);
    }
  }
  if (!plan.standbys.empty()) {
    add_pairs(servers, servers, pairs);
  }
  if (plan.strategy.as<StrategyInfo>().workers_talk) {
    add_pairs(plan.workers, plan.workers, pairs);
  }
  for (const Chosen& failure : plan.failures) {
    if (failure.as<FailureInfo>().sends) {
      add_pairs(failure.arguments->get<std::vector<std::string>>("from"),
                failure.arguments->get<std::vector<std::string>>("to"), pairs);
    }
  }
  return pairs;
}

void check_routes(const Plan& plan) {
  const std::string key = plan.platform.file ? "platform.file" : "platform.generate";
  at_key(plan, key, [&] {
    return inspect_routes(plan.platform, used_pairs(plan), false);
  });
}

void arm_failures(const Plan& plan, Engine& engine) {
  for (std::size_t i = 0; i < plan.failures.size(); ++i) {
    const Chosen& failure = plan.failures[i];
    at_key(plan, fmt::format("failure[{}]", i), [&] {
      failure.as<FailureInfo>().arm(engine, *failure.arguments, {plan.seed, i});
      return 0;
    });
  }
}

std::int64_t planned_rounds(const Plan& plan) {
  return plan.strategy.arguments->integer("rounds");
}

}  // namespace simgrad
