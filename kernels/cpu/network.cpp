#include "kernels/cpu/network.hpp"

#include <algorithm>

#include <Eigen/Core>

#include "kernels/cpu/products.hpp"

namespace simgrad::cpu {
namespace {

using Index = Eigen::Index;
using ConstMatrix = Eigen::Map<const Eigen::MatrixXf, Eigen::Aligned64>;
using Vector = Eigen::Map<Eigen::VectorXf, Eigen::Aligned64>;

Index index(std::size_t n) {
  return static_cast<Index>(n);
}

DenseSize dense_size(const DenseLayer& layer, std::size_t samples) {
  return {layer.inputs, layer.outputs, samples};
}

/// Σ_n dy, by outputs.
auto bias_gradient(const DenseSize& size, const float* dy) {
  return ConstMatrix(dy, index(size.outputs), index(size.samples)).rowwise().sum();
}

}  // namespace

Network::Network(const Model& model, std::size_t batch)
    : model_(model), input_(model.inputs() * batch), labels_(batch) {
  for (const DenseLayer& layer : model.layers()) {
    activations_.emplace_back(layer.outputs * batch);
    gradients_.emplace_back(layer.outputs * batch);
  }
}

void Network::gather(const Samples& data, std::span<const std::uint32_t> batch) {
  const std::size_t features = model_.inputs();
  for (std::size_t n = 0; n < batch.size(); ++n) {
    const float* row = data.row(batch[n]);
    std::copy(row, row + features, input_.data() + n * features);
    labels_[n] = data.labels[batch[n]];
  }
}

void Network::forward(const float* parameters, const float* input, std::size_t input_stride,
                      std::size_t samples) {
  const float* x = input;
  std::size_t x_stride = input_stride;
  for (std::size_t l = 0; l < model_.layers().size(); ++l) {
    const DenseLayer& layer = model_.layers()[l];
    float* y = activations_[l].data();
    dense_forward(dense_size(layer, samples), parameters + layer.weight_offset, x, x_stride,
                  {parameters + layer.bias_offset, layer.relu}, y);
    x = y;
    x_stride = layer.outputs;
  }
}

Statistics Network::loss_gradient(const std::int32_t* labels, std::size_t samples, float scale) {
  Statistics statistics;
  float* logits = activations_.back().data();
  for (std::size_t n = 0; n < samples; ++n) {
    const SampleLoss sample =
        softmax_cross_entropy(logits + n * model_.classes(), model_.classes(), labels[n], scale);
    statistics.loss_sum += sample.loss;
    statistics.correct += sample.correct ? 1 : 0;
  }
  statistics.samples = static_cast<std::int64_t>(samples);
  return statistics;
}

template <class Update>
void Network::backward(const float* parameters, std::size_t samples, Update&& update) {
  const auto& layers = model_.layers();
  // The logits hold their own gradient by now.
  std::swap(activations_.back(), gradients_.back());
  for (std::size_t l = layers.size(); l-- > 0;) {
    const DenseLayer& layer = layers[l];
    const DenseSize size = dense_size(layer, samples);
    const float* dy = gradients_[l].data();
    const float* x = l == 0 ? input_.data() : activations_[l - 1].data();
    if (l > 0) {
      dense_input_gradient(size, parameters + layer.weight_offset, dy,
                           layers[l - 1].relu ? x : nullptr, gradients_[l - 1].data());
    }
    update(layer, size, x, dy);
  }
}

Statistics Network::sgd_step(const Samples& data, std::span<const std::uint32_t> batch,
                             float learning_rate, float* parameters) {
  gather(data, batch);
  forward(parameters, input_.data(), model_.inputs(), batch.size());
  const Statistics statistics =
      loss_gradient(labels_.data(), batch.size(), 1.0F / static_cast<float>(batch.size()));
  backward(parameters, batch.size(),
           [&](const DenseLayer& layer, const DenseSize& size, const float* x, const float* dy) {
             dense_weight_update(size, x, dy, learning_rate, parameters + layer.weight_offset);
             Vector b(parameters + layer.bias_offset, index(size.outputs));
             b -= learning_rate * bias_gradient(size, dy);
           });
  return statistics;
}

Statistics Network::gradient(const Samples& data, std::span<const std::uint32_t> batch,
                             const float* parameters, float* gradient) {
  gather(data, batch);
  forward(parameters, input_.data(), model_.inputs(), batch.size());
  const Statistics statistics =
      loss_gradient(labels_.data(), batch.size(), 1.0F / static_cast<float>(batch.size()));
  backward(parameters, batch.size(),
           [&](const DenseLayer& layer, const DenseSize& size, const float* x, const float* dy) {
             dense_weight_gradient(size, x, dy, gradient + layer.weight_offset);
             Vector db(gradient + layer.bias_offset, index(size.outputs));
             db = bias_gradient(size, dy);
           });
  return statistics;
}

Statistics Network::evaluate(const Samples& data, const float* parameters) {
  Statistics total;
  const std::size_t block = labels_.size();
  for (std::size_t begin = 0; begin < data.count(); begin += block) {
    const std::size_t samples = std::min(block, data.count() - begin);
    forward(parameters, data.row(begin), data.stride, samples);
    const Statistics part = loss_gradient(data.labels.data() + begin, samples, 1.0F);
    total.loss_sum += part.loss_sum;
    total.correct += part.correct;
    total.samples += part.samples;
  }
  return total;
}

}  // namespace simgrad::cpu
