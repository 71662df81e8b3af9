#include "kernels/cpu/network.hpp"

#include <algorithm>

#include "kernels/numerics.hpp"

namespace simgrad::cpu {
namespace {

struct Execution {
  std::size_t batch;
  Precision precision;

  using Any = std::variant<Dense, Convolution, MaxPool>;
  Any operator()(const DenseLayer& layer) const { return Dense(layer, batch, precision); }
  Any operator()(const ConvolutionLayer& layer) const { return Convolution(layer, precision); }
  Any operator()(const MaxPoolLayer& layer) const { return MaxPool(layer); }
};

}  // namespace

Network::Network(const Model& model, std::size_t batch)
    : model_(model), input_(model.inputs() * batch), labels_(batch) {
  for (const Layer& layer : model.layers()) {
    layers_.push_back(std::visit(Execution{batch, model.precision()}, layer));
    activations_.emplace_back(output_count(layer) * batch);
    gradients_.emplace_back(output_count(layer) * batch);
  }
}

void Network::load(const StageBatch& batch) {
  if (batch.input != nullptr) {
    std::copy_n(batch.input, model_.inputs() * batch.samples.size(), input_.data());
  }
  for (std::size_t n = 0; n < batch.samples.size(); ++n) {
    if (model_.position().first) {
      std::copy_n(batch.data->row(batch.samples[n]), model_.inputs(),
                  input_.data() + n * model_.inputs());
    }
    if (model_.position().last) {
      labels_[n] = batch.data->labels[batch.samples[n]];
    }
  }
}

void Network::forward(const float* parameters, const float* input, std::size_t input_stride,
                      std::size_t samples) {
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    std::visit(
        [&](auto& layer) {
          layer.forward(parameters, input, input_stride, samples, activations_[l].data());
        },
        layers_[l]);
    input = activations_[l].data();
    input_stride = output_count(model_.layers()[l]);
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
  // The logits hold their own gradient by now.
  std::swap(activations_.back(), gradients_.back());
  return statistics;
}

template <class Update>
void Network::backward(const float* parameters, std::size_t samples, float* input_gradient,
                       Update&& update) {
  for (std::size_t l = layers_.size(); l-- > 0;) {
    const float* x = l == 0 ? input_.data() : activations_[l - 1].data();
    const float* dy = gradients_[l].data();
    float* dx = l == 0 ? input_gradient : gradients_[l - 1].data();
    const bool behind_relu =
        l == 0 ? model_.position().behind_relu : has_relu(model_.layers()[l - 1]);
    std::visit(
        [&](auto& layer) {
          if (dx != nullptr) {
            layer.input_gradient(parameters, x, dy, samples, behind_relu, dx);
          }
          update(layer, x, dy);
        },
        layers_[l]);
  }
}

template <class Update>
Statistics Network::pass(const Samples& data, std::span<const std::uint32_t> batch,
                         const float* parameters, Update&& update) {
  const std::size_t samples = batch.size();
  load({&data, batch});
  forward(parameters, input_.data(), model_.inputs(), samples);
  const Statistics statistics =
      loss_gradient(labels_.data(), samples, 1.0F / static_cast<float>(samples));
  backward(parameters, samples, nullptr, std::forward<Update>(update));
  return statistics;
}

Statistics Network::sgd_step(const Samples& data, std::span<const std::uint32_t> batch,
                             float learning_rate, float* parameters) {
  return pass(data, batch, parameters, [&](auto& layer, const float* x, const float* dy) {
    layer.update(x, dy, batch.size(), learning_rate, parameters);
  });
}

Statistics Network::gradient(const Samples& data, std::span<const std::uint32_t> batch,
                             const float* parameters, float* gradient) {
  return pass(data, batch, parameters, [&](auto& layer, const float* x, const float* dy) {
    layer.gradient(x, dy, batch.size(), gradient);
  });
}

void Network::stage_forward(const StageBatch& batch, const float* parameters, float* outputs) {
  const std::size_t samples = batch.samples.size();
  load(batch);
  forward(parameters, input_.data(), model_.inputs(), samples);
  std::copy_n(activations_.back().data(), model_.outputs() * samples, outputs);
}

Statistics Network::stage_backward(const StageBatch& batch, const float* parameters,
                                   const float* output_gradient, std::size_t total_samples,
                                   float* gradient, float* input_gradient) {
  const std::size_t samples = batch.samples.size();
  load(batch);
  forward(parameters, input_.data(), model_.inputs(), samples);
  Statistics statistics;
  if (model_.position().last) {
    statistics = loss_gradient(labels_.data(), samples, 1.0F / static_cast<float>(total_samples));
  } else {
    std::copy_n(output_gradient, model_.outputs() * samples, gradients_.back().data());
  }
  backward(parameters, samples, input_gradient, [&](auto& layer, const float* x, const float* dy) {
    layer.gradient(x, dy, samples, gradient);
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
