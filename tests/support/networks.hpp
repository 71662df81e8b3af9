#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "kernels/datasets/dataset.hpp"
#include "kernels/models/model.hpp"
#include "kernels/rng.hpp"

/// Small networks, parameters and data, all from keyed streams.
namespace simgrad::test {

/// Inputs, hidden layers' units, classes: none is a multiple of a vector's length but one.
inline const std::vector<std::vector<std::size_t>> kNetworkSizes{
    {13, 3}, {13, 7, 3}, {13, 7, 5, 3}, {1, 1, 2}, {64, 32, 16}, {50, 67, 33, 11}};

inline std::shared_ptr<const Model> network_of(const std::vector<std::size_t>& sizes) {
  auto model = std::make_shared<Model>(ImageShape{sizes.front(), 1, 1}, sizes.back());
  for (std::size_t l = 1; l < sizes.size(); ++l) {
    model->add_dense(sizes[l], l + 1 < sizes.size());
  }
  return model;
}

/// Channels and kernel of each convolution, padded by (kernel − 1) / 2 and pooled where `pools`
/// says.
struct ConvolutionSizes {
  std::size_t channels = 0;
  std::size_t kernel = 0;
  bool pools = false;
};

inline std::shared_ptr<const Model> convolutional_network(
    ImageShape image, const std::vector<ConvolutionSizes>& convolutions,
    const std::vector<std::size_t>& units) {
  auto model = std::make_shared<Model>(image, units.back());
  for (const ConvolutionSizes& each : convolutions) {
    model->add_convolution(each.channels, each.kernel, (each.kernel - 1) / 2, true);
    if (each.pools) {
      model->add_max_pool();
    }
  }
  for (std::size_t l = 0; l < units.size(); ++l) {
    model->add_dense(units[l], l + 1 < units.size());
  }
  return model;
}

/// A convolution without padding or ReLU, a pooling of the image itself, a larger padding than the
/// kernel needs, a last convolution without a dense layer behind its pooling.
inline std::shared_ptr<const Model> odd_network() {
  auto model = std::make_shared<Model>(ImageShape{2, 13, 11}, 3);
  model->add_max_pool();
  model->add_convolution(3, 3, 4, false);
  model->add_convolution(9, 2, 0, true);
  model->add_max_pool();
  model->add_convolution(17, 5, 0, false);
  model->add_dense(3, false);
  return model;
}

/// Of every kind: softmax regression, MLPs, CNNs, LeNet, and what no component makes.
inline std::vector<std::shared_ptr<const Model>> networks() {
  std::vector<std::shared_ptr<const Model>> all;
  all.reserve(kNetworkSizes.size() + 5);
  for (const auto& sizes : kNetworkSizes) {
    all.push_back(network_of(sizes));
  }
  all.push_back(convolutional_network({1, 8, 8}, {{3, 5, true}, {4, 5, true}}, {7, 3}));
  all.push_back(convolutional_network({3, 9, 14}, {{8, 3, true}, {16, 3, true}}, {3}));
  all.push_back(convolutional_network({2, 5, 6}, {{5, 1, false}, {6, 4, false}}, {3}));
  all.push_back(convolutional_network({1, 2, 3}, {{20, 5, false}, {33, 3, true}}, {2}));
  all.push_back(odd_network());
  return all;
}

inline std::shared_ptr<const Model> lenet(ImageShape image, std::size_t classes) {
  const auto* info = find_component(models(), "lenet");
  SIMGRAD_REQUIRE(info != nullptr, "the model is registered");
  return info->make({}, image, classes);
}

inline FloatBuffer random_parameters(const Model& model, std::uint64_t seed = 1) {
  FloatBuffer parameters(model.padded_count());
  initialize(model, Stream(seed, Purpose::kInitialParameters), parameters);
  return parameters;
}

/// Whether all that lies between the slices of `numbers`, and behind them, is 0.
inline bool padding_is_zero(const Model& model, std::span<const float> numbers) {
  std::vector<bool> used(numbers.size(), false);
  for (const ParameterSlice& slice : model.slices()) {
    for (std::size_t i = 0; i < slice.count; ++i) {
      used[slice.offset + i] = true;
    }
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!used[i] && numbers[i] != 0.0F) {
      return false;
    }
  }
  return true;
}

inline Samples random_samples(std::size_t features, std::size_t classes, std::size_t count,
                              Stream stream) {
  Samples samples = make_samples(count, features);
  for (std::size_t n = 0; n < count; ++n) {
    samples.labels[n] = static_cast<std::int32_t>(stream.below(classes));
    for (std::size_t d = 0; d < features; ++d) {
      // Each class has a mean of its own, so that there is something to learn.
      const double mean = (static_cast<std::size_t>(samples.labels[n]) + d) % 2 == 0 ? 0.5 : -0.5;
      samples.row(n)[d] = static_cast<float>(stream.normal() + mean);
    }
  }
  return samples;
}

inline std::shared_ptr<const Dataset> random_dataset(std::size_t features, std::size_t classes,
                                                     std::size_t train, std::size_t test) {
  auto data = std::make_shared<Dataset>();
  data->features = features;
  data->classes = classes;
  data->train = random_samples(features, classes, train, Stream(1, Purpose::kTest, 1));
  data->test = random_samples(features, classes, test, Stream(1, Purpose::kTest, 2));
  return data;
}

inline std::shared_ptr<const Dataset> random_dataset(const Model& model, std::size_t train,
                                                     std::size_t test) {
  return random_dataset(model.inputs(), model.classes(), train, test);
}

}  // namespace simgrad::test
