#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "kernels/datasets/dataset.hpp"
#include "kernels/models/model.hpp"

/// What every device's numbers are compared with: a network of dense layers in double precision, by
/// plain loops written from the formula. Of kernels/ it takes the shapes and offsets alone.
///
/// N batch, D inputs, C classes, P parameters in Model's padded layout.
namespace simgrad::test {

struct ReferenceNetwork {
  struct Score {
    double mean_loss = 0.0;
    std::int64_t correct = 0;
  };

  explicit ReferenceNetwork(const Model& of) : model(of), parameters(of.padded_count()) {}

  void set(std::span<const float> numbers) {
    parameters.assign(numbers.begin(), numbers.begin() + static_cast<long>(parameters.size()));
  }

  /// Mean loss 1/N Σ_i −ln softmax(z(x_i))[y_i] over `batch`, and its gradient by the parameters.
  double loss_and_gradient(const Samples& data, std::span<const std::uint32_t> batch,
                           std::vector<double>& gradient) const {
    gradient.assign(parameters.size(), 0.0);
    const double share = 1.0 / static_cast<double>(batch.size());
    double loss = 0.0;
    for (const std::uint32_t sample : batch) {
      const std::vector<std::vector<double>> values = forward(data.row(sample));
      const auto label = static_cast<std::size_t>(data.labels[sample]);
      loss += cross_entropy(values.back(), label) * share;
      add_gradient(values, label, share, gradient);
    }
    return loss;
  }

  /// Mean loss over `batch`, as above.
  [[nodiscard]] double loss(const Samples& data, std::span<const std::uint32_t> batch) const {
    double sum = 0.0;
    for (const std::uint32_t sample : batch) {
      sum += cross_entropy(forward(data.row(sample)).back(),
                           static_cast<std::size_t>(data.labels[sample]));
    }
    return sum / static_cast<double>(batch.size());
  }

  /// Over all samples; of equal largest logits the first is the prediction.
  [[nodiscard]] Score evaluate(const Samples& data) const {
    std::vector<std::uint32_t> all(data.count());
    std::iota(all.begin(), all.end(), 0U);
    Score score{loss(data, all), 0};
    for (const std::uint32_t sample : all) {
      const std::vector<double> logits = forward(data.row(sample)).back();
      const auto best = std::max_element(logits.begin(), logits.end()) - logits.begin();
      score.correct += best == data.labels[sample] ? 1 : 0;
    }
    return score;
  }

  Model model;
  std::vector<double> parameters;

 private:
  /// values[0] is the sample, values[l + 1] what layer l puts out.
  [[nodiscard]] std::vector<std::vector<double>> forward(const float* sample) const {
    std::vector<std::vector<double>> values{{sample, sample + model.inputs()}};
    for (const Layer& each : model.layers()) {
      const auto& layer = std::get<DenseLayer>(each);
      const std::vector<double> x = values.back();
      std::vector<double> y(layer.outputs);
      for (std::size_t o = 0; o < layer.outputs; ++o) {
        y[o] = parameters[layer.bias_offset + o];
        for (std::size_t i = 0; i < layer.inputs; ++i) {
          y[o] += parameters[layer.weight_offset + o * layer.inputs + i] * x[i];
        }
        if (layer.relu && y[o] < 0.0) {
          y[o] = 0.0;
        }
      }
      values.push_back(y);
    }
    return values;
  }

  static std::vector<double> softmax(const std::vector<double>& logits) {
    const double largest = *std::max_element(logits.begin(), logits.end());
    std::vector<double> shares;
    double sum = 0.0;
    for (const double logit : logits) {
      shares.push_back(std::exp(logit - largest));
      sum += shares.back();
    }
    for (double& share : shares) {
      share /= sum;
    }
    return shares;
  }

  /// By log-sum-exp: softmax's share may be too small for a logarithm.
  static double cross_entropy(const std::vector<double>& logits, std::size_t label) {
    const double largest = *std::max_element(logits.begin(), logits.end());
    double sum = 0.0;
    for (const double logit : logits) {
      sum += std::exp(logit - largest);
    }
    return std::log(sum) + largest - logits[label];
  }

  /// Adds `share` times one sample's gradient, from the last layer to the first.
  void add_gradient(const std::vector<std::vector<double>>& values, std::size_t label, double share,
                    std::vector<double>& gradient) const {
    std::vector<double> dy = softmax(values.back());
    dy[label] -= 1.0;
    for (std::size_t l = model.layers().size(); l-- > 0;) {
      const auto& layer = std::get<DenseLayer>(model.layers()[l]);
      const std::vector<double>& x = values[l];
      std::vector<double> dx(layer.inputs, 0.0);
      for (std::size_t o = 0; o < layer.outputs; ++o) {
        // Behind a ReLU an output of 0 passes nothing back.
        const double d = layer.relu && !(values[l + 1][o] > 0.0) ? 0.0 : dy[o];
        gradient[layer.bias_offset + o] += share * d;
        for (std::size_t i = 0; i < layer.inputs; ++i) {
          const std::size_t w = layer.weight_offset + o * layer.inputs + i;
          gradient[w] += share * d * x[i];
          dx[i] += parameters[w] * d;
        }
      }
      dy = dx;
    }
  }
};

/// Largest |a − b| / (absolute + relative |b|) over all elements: within tolerance if at most 1.
/// Infinite if lengths differ or a number on either side is not finite.
inline double mismatch(std::span<const float> a, std::span<const double> b, double absolute,
                       double relative) {
  double largest = a.size() == b.size() ? 0.0 : std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const double number = static_cast<double>(a[i]);
    if (!std::isfinite(number) || !std::isfinite(b[i])) {
      return std::numeric_limits<double>::infinity();
    }
    largest = std::max(largest, std::abs(number - b[i]) / (absolute + relative * std::abs(b[i])));
  }
  return largest;
}

}  // namespace simgrad::test
