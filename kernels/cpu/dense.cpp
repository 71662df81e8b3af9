#include "kernels/cpu/dense.hpp"

#include "kernels/cpu/matrices.hpp"

namespace simgrad::cpu {

Dense::Dense(const DenseLayer& layer, std::size_t batch, Precision precision)
    : layer_(layer),
      weights_(precision, layer.inputs * layer.outputs),
      inputs_(precision, padded(layer.inputs) * batch),
      output_gradients_(precision, layer.outputs * batch) {}

void Dense::forward(const float* parameters, const float* x, std::size_t x_stride,
                    std::size_t samples, float* y) {
  const std::size_t weights = layer_.inputs * layer_.outputs;
  const ConstMatrix w(weights_.of(parameters + layer_.weight_offset, weights), index(layer_.inputs),
                      index(layer_.outputs));
  const StridedMatrix columns(inputs_.of(x, x_stride * samples), index(layer_.inputs),
                              index(samples), Eigen::OuterStride<>(index(x_stride)));
  const ConstVector bias(parameters + layer_.bias_offset, index(layer_.outputs));
  Matrix out(y, index(layer_.outputs), index(samples));
  out.noalias() = w.transpose() * columns;
  out.colwise() += bias;
  if (layer_.relu) {
    out = out.unaryExpr([](float value) {
      return relu(value);
    });
  }
}

void Dense::input_gradient(const float* parameters, const float* x, const float* dy,
                           std::size_t samples, bool behind_relu, float* dx) {
  const std::size_t weights = layer_.inputs * layer_.outputs;
  const ConstMatrix w(weights_.of(parameters + layer_.weight_offset, weights), index(layer_.inputs),
                      index(layer_.outputs));
  const ConstMatrix out_gradient(output_gradients_.of(dy, layer_.outputs * samples),
                                 index(layer_.outputs), index(samples));
  Matrix in_gradient(dx, index(layer_.inputs), index(samples));
  in_gradient.noalias() = w * out_gradient;
  if (behind_relu) {
    in_gradient.array() *=
        ConstMatrix(x, index(layer_.inputs), index(samples)).array().unaryExpr([](float y) {
          return relu_slope(y);
        });
  }
}

void Dense::update(const float* x, const float* dy, std::size_t samples, float learning_rate,
                   float* parameters) {
  const ConstMatrix in(inputs_.of(x, layer_.inputs * samples), index(layer_.inputs),
                       index(samples));
  const ConstMatrix out_gradient(output_gradients_.of(dy, layer_.outputs * samples),
                                 index(layer_.outputs), index(samples));
  Matrix w(parameters + layer_.weight_offset, index(layer_.inputs), index(layer_.outputs));
  Vector b(parameters + layer_.bias_offset, index(layer_.outputs));
  w.noalias() -= learning_rate * in * out_gradient.transpose();
  b -= learning_rate * ConstMatrix(dy, index(layer_.outputs), index(samples)).rowwise().sum();
}

void Dense::gradient(const float* x, const float* dy, std::size_t samples, float* gradient) {
  const ConstMatrix in(inputs_.of(x, layer_.inputs * samples), index(layer_.inputs),
                       index(samples));
  const ConstMatrix out_gradient(output_gradients_.of(dy, layer_.outputs * samples),
                                 index(layer_.outputs), index(samples));
  Matrix dw(gradient + layer_.weight_offset, index(layer_.inputs), index(layer_.outputs));
  Vector db(gradient + layer_.bias_offset, index(layer_.outputs));
  dw.noalias() = in * out_gradient.transpose();
  db = ConstMatrix(dy, index(layer_.outputs), index(samples)).rowwise().sum();
}

}  // namespace simgrad::cpu
