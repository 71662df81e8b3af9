#include "tests/bench/bare_federated.hpp"

#include <algorithm>
#include <numeric>

#include "kernels/optimizers/optimizer.hpp"

namespace simgrad::bench {
namespace {

/// The round's clients, counted from 0, in the order in which the server adds them up.
std::vector<std::size_t> draw_cohort(const TrainingSetup& setup, std::int64_t round,
                                     std::size_t size) {
  std::vector<std::size_t> clients(setup.workers.size());
  std::iota(clients.begin(), clients.end(), std::size_t{0});
  Stream stream(setup.seed, Purpose::kCohort, static_cast<std::uint64_t>(round));
  stream.shuffle(std::span<std::size_t>(clients));
  clients.resize(std::min(size, clients.size()));
  std::sort(clients.begin(), clients.end());
  return clients;
}

}  // namespace

std::vector<float> bare_federated(const Plan& plan, const TrainingSetup& setup, Device& device) {
  const Arguments& arguments = *plan.strategy.arguments;
  const Arguments& local = arguments.table("local");
  const Chosen& optimizer = local.chosen("optimizer");
  const UpdateRule rule = optimizer.as<OptimizerInfo>().make(*optimizer.arguments);
  const Chosen& aggregation = arguments.chosen("aggregation");
  const auto mean = aggregation.as<AggregationInfo>().make(*aggregation.arguments);
  const auto cohort_size = static_cast<std::size_t>(arguments.integer("clients_per_round"));
  std::vector<Indices> samples;
  for (const auto& share : setup.partition) {
    samples.push_back(std::make_shared<const std::vector<std::uint32_t>>(share));
  }

  Value parameters =
      device.submit(InitialState{setup.model, 0, Stream(setup.seed, Purpose::kInitialParameters)});
  std::vector<Value> evaluations{device.submit(Evaluation{setup.model, setup.data, parameters})};
  for (std::int64_t round = 1; round <= arguments.integer("rounds"); ++round) {
    Aggregation average{mean, {}, {}};
    for (const std::size_t client : draw_cohort(setup, round, cohort_size)) {
      // The strategy names clients by Node::index, where the server is 0.
      const Stream stream(setup.seed, Purpose::kBatches, client + 1,
                          static_cast<std::uint64_t>(round));
      average.updates.push_back(device.submit(
          LocalTraining{setup.model, setup.data, samples[client], parameters, rule,
                        local.integer("epochs"), local.integer("batch_size"), stream}));
      average.weights.push_back(static_cast<double>(samples[client]->size()));
    }
    parameters = device.submit(std::move(average));
    evaluations.push_back(device.submit(Evaluation{setup.model, setup.data, parameters}));
  }
  for (const Value& evaluation : evaluations) {
    device.statistics(evaluation);
  }
  return device.read(parameters);
}

}  // namespace simgrad::bench
