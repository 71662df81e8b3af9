#include "tests/support/trained.hpp"

#include <cmath>
#include <numeric>

#include "kernels/partitions/partition.hpp"
#include "tests/support/arguments.hpp"
#include "tests/support/reference_network.hpp"
#include "tests/support/reference_training.hpp"

namespace simgrad::test {
namespace {

constexpr std::uint64_t kSeed = 7;
constexpr std::size_t kSamples = 240;

/// The data of small_scenario.
Dataset small_data() {
  const DatasetInfo& blobs = *find_component(datasets(), "gaussian_blobs");
  return blobs.make(arguments_for(blobs, {{"classes", integer(4)},
                                          {"features", integer(20)},
                                          {"samples", integer(kSamples)},
                                          {"test_samples", integer(80)}}),
                    kSeed);
}

Model model_of(const NamedTensors& tensors) {
  const auto extent = [&](std::size_t tensor, std::size_t axis) {
    return static_cast<std::size_t>(tensors.tensors.at(tensor).shape.at(axis));
  };
  const std::size_t layers = tensors.tensors.size() / 2;
  Model model({extent(0, 1), 1, 1}, extent(2 * layers - 2, 0));
  for (std::size_t l = 0; l < layers; ++l) {
    model.add_dense(extent(2 * l, 0), l + 1 < layers);
  }
  return model;
}

std::vector<double> padded_parameters(const Model& model, const NamedTensors& tensors) {
  std::vector<double> parameters(model.padded_count());
  for (std::size_t i = 0; i < tensors.tensors.size(); ++i) {
    const auto& data = tensors.tensors[i].data;
    std::copy(data.begin(), data.end(),
              parameters.begin() + static_cast<long>(model.slices()[i].offset));
  }
  return parameters;
}

Assignment shares_of_workers(const Dataset& data, std::uint64_t seed, std::size_t workers) {
  const PartitionInfo& iid = *find_component(partitions(), "iid");
  return iid.assign(arguments_for(iid), data, workers, Stream(seed, Purpose::kPartition));
}

/// Batch `step`, from 0, of worker k.
std::vector<std::uint32_t> batch_of(const Assignment& shares, std::uint64_t seed, std::size_t k,
                                    std::size_t batch_size, std::size_t step) {
  const std::size_t in_epoch = shares[k].size() / batch_size;
  std::vector<std::uint32_t> order = shares[k];
  Stream stream(seed, Purpose::kBatches, k + 1, step / in_epoch);
  stream.shuffle(std::span<std::uint32_t>(order));
  const auto begin = order.begin() + static_cast<long>(step % in_epoch * batch_size);
  return {begin, begin + static_cast<long>(batch_size)};
}

}  // namespace

Batches union_of_batches(std::uint64_t seed, std::size_t workers, std::size_t batch_size,
                         std::size_t steps) {
  StepOfSome all;
  for (std::size_t k = 0; k < workers; ++k) {
    all.who.insert(k);
  }
  std::vector<StepOfSome> of_all(steps, all);
  for (std::size_t step = 0; step < steps; ++step) {
    of_all[step].step = step;
  }
  return union_of_batches(seed, workers, batch_size, of_all);
}

Batches union_of_batches(std::uint64_t seed, std::size_t workers, std::size_t batch_size,
                         const std::vector<StepOfSome>& steps) {
  const Assignment shares = shares_of_workers(small_data(), seed, workers);
  Batches batches;
  for (const StepOfSome& step : steps) {
    batches.emplace_back();
    for (const std::size_t k : step.who) {
      const auto batch = batch_of(shares, seed, k, batch_size, step.step);
      batches.back().insert(batches.back().end(), batch.begin(), batch.end());
    }
  }
  return batches;
}

std::vector<std::uint32_t> all_samples() {
  std::vector<std::uint32_t> samples(kSamples);
  std::iota(samples.begin(), samples.end(), 0U);
  return samples;
}

std::vector<double> train_in_one_process(const NamedTensors& initial, const Batches& batches,
                                         const PlainSgd& sgd) {
  const Dataset data = small_data();
  ReferenceNetwork network(model_of(initial));
  network.parameters = padded_parameters(network.model, initial);
  std::vector<double> velocity(network.parameters.size());
  std::vector<double> gradient;
  for (const auto& batch : batches) {
    network.loss_and_gradient(data.train, batch, gradient);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      velocity[i] =
          sgd.momentum * velocity[i] + gradient[i] + sgd.weight_decay * network.parameters[i];
      network.parameters[i] -= sgd.learning_rate * velocity[i];
    }
  }
  return network.parameters;
}

std::vector<double> train_with_staleness(const NamedTensors& initial, std::uint64_t seed,
                                         std::size_t workers, std::size_t batch_size,
                                         const UpdateRule& rule, bool is_aware,
                                         const std::vector<StaleUpdate>& updates) {
  const Dataset data = small_data();
  const Assignment shares = shares_of_workers(data, seed, workers);
  ReferenceNetwork network(model_of(initial));
  const std::size_t count = network.parameters.size();
  std::vector<std::vector<double>> states{padded_parameters(network.model, initial)};
  states.front().resize(count * (1 + slots(rule)));
  std::vector<std::size_t> steps(workers);
  std::vector<double> gradient;
  for (const StaleUpdate& update : updates) {
    const std::vector<double>& pulled = states.at(states.size() - 1 - update.staleness);
    network.parameters.assign(pulled.begin(), pulled.begin() + static_cast<long>(count));
    network.loss_and_gradient(
        data.train, batch_of(shares, seed, update.worker, batch_size, steps[update.worker]++),
        gradient);
    UpdateRule own = rule;
    if (is_aware && update.staleness > 0) {
      std::visit(
          [&](auto& kind) {
            kind.learning_rate /= static_cast<float>(update.staleness);
          },
          own);
    }
    std::vector<double> state = states.back();
    apply(own, static_cast<std::int64_t>(states.size()), gradient, state);
    states.push_back(std::move(state));
  }
  states.back().resize(count);
  return states.back();
}

namespace {

using Models = std::vector<std::vector<double>>;

/// Σ_k w_k x_k.
std::vector<double> weighted_sum(const std::vector<double>& weights, const Models& models) {
  std::vector<double> sum(models.front().size());
  for (std::size_t k = 0; k < models.size(); ++k) {
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sum[i] += weights[k] * models[k][i];
    }
  }
  return sum;
}

std::vector<double> mean_of(const Models& models) {
  const std::vector<double> shares(models.size(), 1.0 / static_cast<double>(models.size()));
  return weighted_sum(shares, models);
}

void add_scaled(std::vector<double>& x, double factor, const std::vector<double>& y) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] += factor * y[i];
  }
}

}  // namespace

std::vector<double> train_by_gossip(const NamedTensors& initial, std::uint64_t seed,
                                    const std::vector<std::vector<double>>& weights,
                                    std::size_t batch_size, std::size_t steps, double learning_rate,
                                    bool mixes_first) {
  const Dataset data = small_data();
  const std::size_t workers = weights.size();
  const Assignment shares = shares_of_workers(data, seed, workers);
  ReferenceNetwork network(model_of(initial));
  Models models(workers, padded_parameters(network.model, initial));
  for (std::size_t step = 0; step < steps; ++step) {
    Models before = models;
    Models gradients(workers);
    for (std::size_t k = 0; k < workers; ++k) {
      network.parameters = models[k];
      network.loss_and_gradient(data.train, batch_of(shares, seed, k, batch_size, step),
                                gradients[k]);
      if (!mixes_first) {
        add_scaled(before[k], -learning_rate, gradients[k]);
      }
    }
    for (std::size_t k = 0; k < workers; ++k) {
      models[k] = weighted_sum(weights[k], before);
      if (mixes_first) {
        add_scaled(models[k], -learning_rate, gradients[k]);
      }
    }
  }
  return mean_of(models);
}

std::vector<double> train_in_pairs(const NamedTensors& initial, std::uint64_t seed,
                                   std::size_t workers, std::size_t batch_size,
                                   double learning_rate, const std::vector<PairEvent>& events) {
  const Dataset data = small_data();
  const Assignment shares = shares_of_workers(data, seed, workers);
  ReferenceNetwork network(model_of(initial));
  Models models(workers, padded_parameters(network.model, initial));
  Models read = models;
  std::vector<std::size_t> steps(workers);
  std::vector<double> gradient;
  for (const PairEvent& event : events) {
    const std::size_t i = event.worker;
    if (event.kind == PairEvent::kRead) {
      read[i] = models[i];
    } else if (event.kind == PairEvent::kAverage) {
      models[i] = models[event.other] = mean_of({models[i], models[event.other]});
    } else {
      network.parameters = read[i];
      network.loss_and_gradient(data.train, batch_of(shares, seed, i, batch_size, steps[i]++),
                                gradient);
      add_scaled(models[i], -learning_rate, gradient);
    }
  }
  return mean_of(models);
}

std::vector<double> train_with_copies(const NamedTensors& initial, std::uint64_t seed,
                                      std::size_t workers, std::size_t batch_size,
                                      double learning_rate, const std::vector<CopyEvent>& events) {
  const Dataset data = small_data();
  const Assignment shares = shares_of_workers(data, seed, workers);
  ReferenceNetwork network(model_of(initial));
  std::vector<double> parameters = padded_parameters(network.model, initial);
  Models copies(workers);
  std::vector<std::size_t> steps(workers);
  std::vector<double> gradient;
  for (const CopyEvent& event : events) {
    const std::size_t i = event.worker;
    if (event.kind == CopyEvent::kRead) {
      copies[i] = parameters;
      continue;
    }
    network.parameters = copies[i];
    network.loss_and_gradient(data.train, batch_of(shares, seed, i, batch_size, steps[i]++),
                              gradient);
    add_scaled(parameters, -learning_rate, gradient);
    add_scaled(copies[i], -learning_rate, gradient);
  }
  return parameters;
}

std::vector<double> train_in_one_process(const NamedTensors& initial, const Batches& batches,
                                         const UpdateRule& rule) {
  const Dataset data = small_data();
  ReferenceNetwork network(model_of(initial));
  std::vector<double> state = padded_parameters(network.model, initial);
  const std::size_t count = state.size();
  state.resize(count * (1 + slots(rule)));
  std::vector<double> gradient;
  for (std::size_t step = 0; step < batches.size(); ++step) {
    network.parameters.assign(state.begin(), state.begin() + static_cast<long>(count));
    network.loss_and_gradient(data.train, batches[step], gradient);
    apply(rule, static_cast<std::int64_t>(step) + 1, gradient, state);
  }
  state.resize(count);
  return state;
}

std::vector<double> train_in_rounds(const NamedTensors& initial, std::uint64_t seed,
                                    std::size_t workers, std::size_t batch_size,
                                    const UpdateRule& inner, const UpdateRule& outer,
                                    const std::vector<std::size_t>& steps) {
  const Dataset data = small_data();
  const Assignment shares = shares_of_workers(data, seed, workers);
  ReferenceNetwork network(model_of(initial));
  std::vector<double> global = padded_parameters(network.model, initial);
  const auto count = static_cast<long>(global.size());
  std::vector<std::vector<double>> own(workers, global);
  for (auto& state : own) {
    state.resize(global.size() * (1 + slots(inner)));
  }
  global.resize(global.size() * (1 + slots(outer)));
  std::size_t begun = 0;
  for (std::size_t round = 0; round < steps.size(); ++round) {
    std::vector<double> moved(static_cast<std::size_t>(count));
    for (std::size_t k = 0; k < workers; ++k) {
      std::copy(global.begin(), global.begin() + count, own[k].begin());
      for (std::size_t t = begun; t < begun + steps[round]; ++t) {
        std::vector<double> gradient;
        network.parameters.assign(own[k].begin(), own[k].begin() + count);
        network.loss_and_gradient(data.train, batch_of(shares, seed, k, batch_size, t), gradient);
        apply(inner, static_cast<std::int64_t>(t) + 1, gradient, own[k]);
      }
      for (std::size_t i = 0; i < moved.size(); ++i) {
        moved[i] += (global[i] - own[k][i]) / static_cast<double>(workers);
      }
    }
    apply(outer, static_cast<std::int64_t>(round) + 1, moved, global);
    begun += steps[round];
  }
  global.resize(static_cast<std::size_t>(count));
  return global;
}

double relative_distance(const NamedTensors& initial, const NamedTensors& trained,
                         const std::vector<double>& expected) {
  const Model model = model_of(initial);
  const std::vector<double> begin = padded_parameters(model, initial);
  const std::vector<double> end = padded_parameters(model, trained);
  double error = 0.0;
  double moved = 0.0;
  for (std::size_t i = 0; i < end.size(); ++i) {
    error += (end[i] - expected[i]) * (end[i] - expected[i]);
    moved += (end[i] - begin[i]) * (end[i] - begin[i]);
  }
  return std::sqrt(error / moved);
}

}  // namespace simgrad::test
