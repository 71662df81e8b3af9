#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <variant>
#include <vector>

#include "kernels/datasets/dataset.hpp"
#include "kernels/models/model.hpp"
#include "kernels/numerics.hpp"

/// What every device's numbers are compared with: a network in double precision, by plain loops
/// written from the formula. Of kernels/ it takes the shapes and offsets alone, and how a number is
/// rounded to a precision.
///
/// N batch, D inputs, C classes, P parameters in Model's padded layout.
namespace simgrad::test {

using Numbers = std::vector<double>;

/// A product's operand as `precision` wants it; in float32 as it is, a double.
inline double operand(double number, Precision precision) {
  switch (precision) {
    case Precision::kTf32:
      return static_cast<double>(round_to_tf32(static_cast<float>(number)));
    case Precision::kBfloat16:
      return static_cast<double>(round_to_bfloat16(static_cast<float>(number)));
    default:
      return number;
  }
}

inline Numbers operands(Numbers numbers, Precision precision) {
  for (double& number : numbers) {
    number = operand(number, precision);
  }
  return numbers;
}

/// One layer, forward and back, of one sample. w: all parameters.
struct ReferenceDense {
  static void forward(const DenseLayer& layer, const Numbers& w, const Numbers& x, Numbers& y) {
    for (std::size_t o = 0; o < layer.outputs; ++o) {
      for (std::size_t i = 0; i < layer.inputs; ++i) {
        y[o] += w[layer.weight_offset + o * layer.inputs + i] * x[i];
      }
    }
  }
  static void backward(const DenseLayer& layer, const Numbers& w, const Numbers& x,
                       const Numbers& dy, Numbers& dw, Numbers& dx) {
    for (std::size_t o = 0; o < layer.outputs; ++o) {
      for (std::size_t i = 0; i < layer.inputs; ++i) {
        const std::size_t at = layer.weight_offset + o * layer.inputs + i;
        dw[at] += dy[o] * x[i];
        dx[i] += w[at] * dy[o];
      }
    }
  }
};

struct ReferenceConvolution {
  /// Calls visit(output, weight, input) for each multiplication.
  template <class Visit>
  static void for_each(const ConvolutionLayer& layer, Visit&& visit) {
    for (std::size_t out = 0; out < layer.output.count(); ++out) {
      for (std::size_t i = 0; i < layer.patch(); ++i) {
        visit_one(layer, out, i, visit);
      }
    }
  }
  /// Number i of output `out`'s patch, unless it lies on the padding.
  template <class Visit>
  static void visit_one(const ConvolutionLayer& layer, std::size_t out, std::size_t i,
                        Visit&& visit) {
    const std::size_t k = layer.kernel;
    const ImageShape& in = layer.input;
    const std::size_t row = out / layer.output.width % layer.output.height + i / k % k;
    const std::size_t column = out % layer.output.width + i % k;
    if (row < layer.padding || row >= layer.padding + in.height || column < layer.padding ||
        column >= layer.padding + in.width) {
      return;
    }
    visit(out, layer.weight_offset + out / layer.output.pixels() * layer.patch() + i,
          (i / (k * k) * in.height + row - layer.padding) * in.width + column - layer.padding);
  }
  static void forward(const ConvolutionLayer& layer, const Numbers& w, const Numbers& x,
                      Numbers& y) {
    for_each(layer, [&](std::size_t out, std::size_t weight, std::size_t in) {
      y[out] += w[weight] * x[in];
    });
  }
  static void backward(const ConvolutionLayer& layer, const Numbers& w, const Numbers& x,
                       const Numbers& dy, Numbers& dw, Numbers& dx) {
    for_each(layer, [&](std::size_t out, std::size_t weight, std::size_t in) {
      dw[weight] += dy[out] * x[in];
      dx[in] += w[weight] * dy[out];
    });
  }
};

struct ReferencePool {
  /// Where output `out` comes from: the first largest of its four.
  static std::size_t source(const MaxPoolLayer& layer, const Numbers& x, std::size_t out) {
    const std::size_t channel = out / layer.output.pixels();
    const std::size_t row = out / layer.output.width % layer.output.height;
    const std::size_t column = out % layer.output.width;
    std::size_t best = (channel * layer.input.height + 2 * row) * layer.input.width + 2 * column;
    const std::size_t corner = best;
    for (const std::size_t step : {std::size_t{1}, layer.input.width, layer.input.width + 1}) {
      best = x[corner + step] > x[best] ? corner + step : best;
    }
    return best;
  }
  static void forward(const MaxPoolLayer& layer, const Numbers& x, Numbers& y) {
    for (std::size_t out = 0; out < y.size(); ++out) {
      y[out] = x[source(layer, x, out)];
    }
  }
  static void backward(const MaxPoolLayer& layer, const Numbers& x, const Numbers& dy,
                       Numbers& dx) {
    for (std::size_t out = 0; out < dy.size(); ++out) {
      dx[source(layer, x, out)] += dy[out];
    }
  }
};

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
      add_gradient(values, logit_gradient(values.back(), label, share), gradient);
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

  /// values[0] is the sample, values[l + 1] what layer l puts out.
  [[nodiscard]] std::vector<Numbers> forward(const float* sample) const {
    const Precision precision = model.precision();
    const Numbers w = operands(parameters, precision);
    std::vector<Numbers> values{{sample, sample + model.inputs()}};
    for (const Layer& layer : model.layers()) {
      const Numbers& x = values.back();
      Numbers y(output_count(layer), 0.0);
      if (const auto* dense = std::get_if<DenseLayer>(&layer)) {
        ReferenceDense::forward(*dense, w, operands(x, precision), y);
      } else if (const auto* convolution = std::get_if<ConvolutionLayer>(&layer)) {
        ReferenceConvolution::forward(*convolution, w, operands(x, precision), y);
      } else {
        ReferencePool::forward(std::get<MaxPoolLayer>(layer), x, y);
      }
      for (std::size_t o = 0; o < y.size(); ++o) {
        y[o] += has_bias(layer) ? parameters[bias_of(layer, o)] : 0.0;
        y[o] = has_relu(layer) && y[o] < 0.0 ? 0.0 : y[o];
      }
      values.push_back(y);
    }
    return values;
  }

  /// Adds one sample's gradient, from the last layer, whose output's is dy, to the first.
  void add_gradient(const std::vector<Numbers>& values, Numbers dy, Numbers& gradient) const {
    const Precision precision = model.precision();
    const Numbers w = operands(parameters, precision);
    for (std::size_t l = model.layers().size(); l-- > 0;) {
      const Layer& layer = model.layers()[l];
      for (std::size_t o = 0; o < dy.size(); ++o) {
        // Behind a ReLU an output of 0 passes nothing back.
        dy[o] = has_relu(layer) && !(values[l + 1][o] > 0.0) ? 0.0 : dy[o];
        if (has_bias(layer)) {
          gradient[bias_of(layer, o)] += dy[o];
        }
      }
      Numbers dx(input_count(layer), 0.0);
      const Numbers x = operands(values[l], precision);
      const Numbers d = operands(dy, precision);
      if (const auto* dense = std::get_if<DenseLayer>(&layer)) {
        ReferenceDense::backward(*dense, w, x, d, gradient, dx);
      } else if (const auto* convolution = std::get_if<ConvolutionLayer>(&layer)) {
        ReferenceConvolution::backward(*convolution, w, x, d, gradient, dx);
      } else {
        ReferencePool::backward(std::get<MaxPoolLayer>(layer), values[l], dy, dx);
      }
      dy = dx;
    }
  }

  Model model;
  std::vector<double> parameters;

 private:
  static bool has_bias(const Layer& layer) { return !std::holds_alternative<MaxPoolLayer>(layer); }

  /// The parameter that is output o's bias.
  static std::size_t bias_of(const Layer& layer, std::size_t o) {
    if (const auto* dense = std::get_if<DenseLayer>(&layer)) {
      return dense->bias_offset + o;
    }
    const auto& convolution = std::get<ConvolutionLayer>(layer);
    return convolution.bias_offset + o / convolution.output.pixels();
  }

  /// `share` times (softmax(z)_c − [c = label]).
  static Numbers logit_gradient(const Numbers& logits, std::size_t label, double share) {
    Numbers dy = softmax(logits);
    dy[label] -= 1.0;
    for (double& d : dy) {
      d *= share;
    }
    return dy;
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
