#include "tests/support/trained.hpp"

#include <cmath>
#include <numeric>

#include "kernels/partitions/partition.hpp"
#include "tests/support/arguments.hpp"
#include "tests/support/reference_network.hpp"

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

}  // namespace

Batches union_of_batches(std::uint64_t seed, std::size_t workers, std::size_t batch_size,
                         std::size_t steps) {
  const Dataset data = small_data();
  const PartitionInfo& iid = *find_component(partitions(), "iid");
  const Assignment shares =
      iid.assign(arguments_for(iid), data, workers, Stream(seed, Purpose::kPartition));
  Batches batches(steps);
  for (std::size_t k = 0; k < workers; ++k) {
    const std::size_t in_epoch = shares[k].size() / batch_size;
    for (std::size_t step = 0; step < steps; ++step) {
      std::vector<std::uint32_t> order = shares[k];
      Stream stream(seed, Purpose::kBatches, k + 1, step / in_epoch);
      stream.shuffle(std::span<std::uint32_t>(order));
      const auto begin = order.begin() + static_cast<long>(step % in_epoch * batch_size);
      batches[step].insert(batches[step].end(), begin, begin + static_cast<long>(batch_size));
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
