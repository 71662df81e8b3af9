#include "tests/bench/slow_network.hpp"

#include <cmath>

namespace simgrad::bench {
namespace {

using Numbers = std::vector<double>;

std::size_t weight(const DenseLayer& layer, std::size_t output, std::size_t input) {
  return layer.weight_offset + output * layer.inputs + input;
}

Numbers forward(const DenseLayer& layer, const Numbers& w, const Numbers& x) {
  Numbers y(layer.outputs);
  for (std::size_t o = 0; o < layer.outputs; ++o) {
    y[o] = w[layer.bias_offset + o];
    for (std::size_t i = 0; i < layer.inputs; ++i) {
      y[o] += w[weight(layer, o, i)] * x[i];
    }
    if (layer.relu && y[o] < 0.0) {
      y[o] = 0.0;
    }
  }
  return y;
}

/// Adds a layer's part to the gradient; returns the gradient by the layer's input.
Numbers backward(const DenseLayer& layer, const Numbers& w, const Numbers& x, const Numbers& dy,
                 Numbers& gradient) {
  Numbers dx(layer.inputs);
  for (std::size_t o = 0; o < layer.outputs; ++o) {
    gradient[layer.bias_offset + o] += dy[o];
    for (std::size_t i = 0; i < layer.inputs; ++i) {
      gradient[weight(layer, o, i)] += dy[o] * x[i];
      dx[i] += dy[o] * w[weight(layer, o, i)];
    }
  }
  return dx;
}

/// Softmax cross-entropy; the logits become their own gradient.
double loss(Numbers& logits, std::size_t label) {
  double sum = 0.0;
  for (const double logit : logits) {
    sum += std::exp(logit);
  }
  const double loss = std::log(sum) - logits[label];
  for (double& logit : logits) {
    logit = std::exp(logit) / sum;
  }
  logits[label] -= 1.0;
  return loss;
}

double add_gradient(const Model& model, const Numbers& w, const Numbers& x, std::size_t label,
                    Numbers& gradient) {
  const auto& layers = model.layers();
  std::vector<Numbers> activations{x};
  for (const Layer& each : layers) {
    const auto& layer = std::get<DenseLayer>(each);
    activations.push_back(forward(layer, w, activations.back()));
  }
  Numbers dy = activations.back();
  const double sample_loss = loss(dy, label);
  for (std::size_t l = layers.size(); l-- > 0;) {
    if (has_relu(layers[l])) {
      for (std::size_t o = 0; o < dy.size(); ++o) {
        dy[o] = activations[l + 1][o] > 0.0 ? dy[o] : 0.0;
      }
    }
    dy = backward(std::get<DenseLayer>(layers[l]), w, activations[l], dy, gradient);
  }
  return sample_loss;
}

}  // namespace

double slow_sgd_step(const Model& model, const Samples& data, std::span<const std::uint32_t> batch,
                     double learning_rate, std::vector<double>& w) {
  Numbers gradient(w.size());
  double total = 0.0;
  for (const std::uint32_t sample : batch) {
    const Numbers x(data.row(sample), data.row(sample) + model.inputs());
    total += add_gradient(model, w, x, static_cast<std::size_t>(data.labels[sample]), gradient);
  }
  for (std::size_t i = 0; i < w.size(); ++i) {
    w[i] -= learning_rate / static_cast<double>(batch.size()) * gradient[i];
  }
  return total;
}

}  // namespace simgrad::bench
