#include "kernels/cpu/packed_products.hpp"

#include <Eigen/Core>

#include "kernels/numerics.hpp"

namespace simgrad::cpu {
namespace {

using Index = Eigen::Index;
using Matrix = Eigen::Map<Eigen::MatrixXf>;
using ConstMatrix = Eigen::Map<const Eigen::MatrixXf>;
using StridedMatrix = Eigen::Map<const Eigen::MatrixXf, Eigen::Unaligned, Eigen::OuterStride<>>;

Index index(std::size_t n) {
  return static_cast<Index>(n);
}

}  // namespace

void packed_forward(const DenseSize& size, const float* w, const float* x, std::size_t x_stride,
                    const ForwardEnd& end, float* y) {
  const ConstMatrix weights(w, index(size.inputs), index(size.outputs));
  const StridedMatrix input(x, index(size.inputs), index(size.samples),
                            Eigen::OuterStride<>(index(x_stride)));
  Matrix output(y, index(size.outputs), index(size.samples));
  output.noalias() = weights.transpose() * input;
  if (end.bias != nullptr) {
    output.colwise() += Eigen::Map<const Eigen::VectorXf>(end.bias, index(size.outputs));
  }
  if (end.relu) {
    output = output.unaryExpr([](float value) {
      return relu(value);
    });
  }
}

void packed_input_gradient(const DenseSize& size, const float* w, const float* dy,
                           const float* relu_output, float* dx) {
  Matrix result(dx, index(size.inputs), index(size.samples));
  result.noalias() = ConstMatrix(w, index(size.inputs), index(size.outputs)) *
                     ConstMatrix(dy, index(size.outputs), index(size.samples));
  if (relu_output != nullptr) {
    const ConstMatrix input(relu_output, index(size.inputs), index(size.samples));
    result.array() *= input.array().unaryExpr([](float value) {
      return relu_slope(value);
    });
  }
}

void packed_weight_gradient(const DenseSize& size, const float* x, const float* dy, float* dw) {
  Matrix(dw, index(size.inputs), index(size.outputs)).noalias() =
      ConstMatrix(x, index(size.inputs), index(size.samples)) *
      ConstMatrix(dy, index(size.outputs), index(size.samples)).transpose();
}

void packed_weight_update(const DenseSize& size, const float* x, const float* dy,
                          float learning_rate, float* w) {
  Matrix(w, index(size.inputs), index(size.outputs)).noalias() -=
      learning_rate * ConstMatrix(x, index(size.inputs), index(size.samples)) *
      ConstMatrix(dy, index(size.outputs), index(size.samples)).transpose();
}

}  // namespace simgrad::cpu
