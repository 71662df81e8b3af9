#include "kernels/cpu/network.hpp"

#include <algorithm>

#include <Eigen/Core>

namespace simgrad::cpu {
namespace {

using Index = Eigen::Index;
using Matrix = Eigen::Map<Eigen::MatrixXf, Eigen::Aligned64>;
using ConstMatrix = Eigen::Map<const Eigen::MatrixXf, Eigen::Aligned64>;
using StridedMatrix = Eigen::Map<const Eigen::MatrixXf, Eigen::Aligned64, Eigen::OuterStride<>>;
using Vector = Eigen::Map<Eigen::VectorXf, Eigen::Aligned64>;
using ConstVector = Eigen::Map<const Eigen::VectorXf, Eigen::Aligned64>;

Index index(std::size_t n) {
  return static_cast<Index>(n);
}

ConstMatrix weight(const DenseLayer& layer, const float* parameters) {
  return {parameters + layer.weight_offset, index(layer.inputs), index(layer.outputs)};
}

template <class Input>
void dense_forward(const DenseLayer& layer, const float* parameters, const Input& x, Matrix y) {
  y.noalias() = weight(layer, parameters).transpose() * x;
  const ConstVector bias(parameters + layer.bias_offset, index(layer.outputs));
  y.colwise() += bias;
  if (layer.relu) {
    y = y.unaryExpr([](float value) {
      return relu(value);
    });
  }
}

/// dx = W dy, and nothing where the layer's input is a ReLU that put out 0.
void input_gradient(const DenseLayer& layer, const float* parameters, const ConstMatrix& dy,
                    bool behind_relu, const ConstMatrix& input, Matrix& dx) {
  dx.noalias() = weight(layer, parameters) * dy;
  if (behind_relu) {
    dx.array() *= input.array().unaryExpr([](float y) {
      return relu_slope(y);
    });
  }
}

}  // namespace

Network::Network(const Model& model, std::size_t batch)
    : model_(model), input_(model.inputs() * batch), labels_(batch) {
  for (const Layer& layer : model.layers()) {
    activations_.emplace_back(output_count(layer) * batch);
    gradients_.emplace_back(output_count(layer) * batch);
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
  const auto& layers = model_.layers();
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const auto& layer = std::get<DenseLayer>(layers[l]);
    Matrix y(activations_[l].data(), index(layer.outputs), index(samples));
    if (l == 0) {
      dense_forward(layer, parameters,
                    StridedMatrix(input, index(layer.inputs), index(samples),
                                  Eigen::OuterStride<>(index(input_stride))),
                    y);
    } else {
      dense_forward(layer, parameters,
                    ConstMatrix(activations_[l - 1].data(), index(layer.inputs), index(samples)),
                    y);
    }
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
    const auto& layer = std::get<DenseLayer>(layers[l]);
    const ConstMatrix dy(gradients_[l].data(), index(layer.outputs), index(samples));
    const float* x = l == 0 ? input_.data() : activations_[l - 1].data();
    const ConstMatrix input(x, index(layer.inputs), index(samples));
    if (l > 0) {
      Matrix dx(gradients_[l - 1].data(), index(layer.inputs), index(samples));
      input_gradient(layer, parameters, dy, has_relu(layers[l - 1]), input, dx);
    }
    update(layer, input, dy);
  }
}

Statistics Network::sgd_step(const Samples& data, std::span<const std::uint32_t> batch,
                             float learning_rate, float* parameters) {
  gather(data, batch);
  forward(parameters, input_.data(), model_.inputs(), batch.size());
  const Statistics statistics =
      loss_gradient(labels_.data(), batch.size(), 1.0F / static_cast<float>(batch.size()));
  backward(parameters, batch.size(),
           [&](const DenseLayer& layer, const ConstMatrix& x, const ConstMatrix& dy) {
             Matrix w(parameters + layer.weight_offset, index(layer.inputs), index(layer.outputs));
             Vector b(parameters + layer.bias_offset, index(layer.outputs));
             w.noalias() -= learning_rate * x * dy.transpose();
             b -= learning_rate * dy.rowwise().sum();
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
           [&](const DenseLayer& layer, const ConstMatrix& x, const ConstMatrix& dy) {
             Matrix dw(gradient + layer.weight_offset, index(layer.inputs), index(layer.outputs));
             Vector db(gradient + layer.bias_offset, index(layer.outputs));
             dw.noalias() = x * dy.transpose();
             db = dy.rowwise().sum();
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
