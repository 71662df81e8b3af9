#include "kernels/cpu/dense.hpp"

#include "kernels/cpu/matrices.hpp"
#include "kernels/cpu/products.hpp"

namespace simgrad::cpu {

Dense::Dense(const DenseLayer& layer, std::size_t batch, Precision precision)
    : layer_(layer),
      weights_(precision, layer.inputs * layer.outputs),
      inputs_(precision, padded(layer.inputs) * batch),
      output_gradients_(precision, layer.outputs * batch) {}

void Dense::forward(const float* parameters, const float* x, std::size_t x_stride,
                    std::size_t samples, float* y) {
  dense_forward({layer_.inputs, layer_.outputs, samples}, rounded_weights(parameters),
                inputs_.of(x, x_stride * samples), x_stride,
                {parameters + layer_.bias_offset, layer_.relu}, y);
}

void Dense::input_gradient(const float* parameters, const float* x, const float* dy,
                           std::size_t samples, bool behind_relu, float* dx) {
  dense_input_gradient({layer_.inputs, layer_.outputs, samples}, rounded_weights(parameters),
                       output_gradients_.of(dy, layer_.outputs * samples),
                       behind_relu ? x : nullptr, dx);
}

void Dense::update(const float* x, const float* dy, std::size_t samples, float learning_rate,
                   float* parameters) {
  dense_weight_update({layer_.inputs, layer_.outputs, samples},
                      inputs_.of(x, layer_.inputs * samples),
                      output_gradients_.of(dy, layer_.outputs * samples), learning_rate,
                      parameters + layer_.weight_offset);
  Vector b(parameters + layer_.bias_offset, index(layer_.outputs));
  b -= learning_rate * ConstMatrix(dy, index(layer_.outputs), index(samples)).rowwise().sum();
}

void Dense::gradient(const float* x, const float* dy, std::size_t samples, float* gradient) {
  dense_weight_gradient(
      {layer_.inputs, layer_.outputs, samples}, inputs_.of(x, layer_.inputs * samples),
      output_gradients_.of(dy, layer_.outputs * samples), gradient + layer_.weight_offset);
  Vector db(gradient + layer_.bias_offset, index(layer_.outputs));
  db = ConstMatrix(dy, index(layer_.outputs), index(samples)).rowwise().sum();
}

const float* Dense::rounded_weights(const float* parameters) {
  return weights_.of(parameters + layer_.weight_offset, layer_.inputs * layer_.outputs);
}

}  // namespace simgrad::cpu
