#pragma once

#include <array>
#include <memory>
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

inline FloatBuffer random_parameters(const Model& model, std::uint64_t seed = 1) {
  FloatBuffer parameters(model.padded_count());
  initialize(model, Stream(seed, Purpose::kInitialParameters), parameters);
  return parameters;
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

}  // namespace simgrad::test
