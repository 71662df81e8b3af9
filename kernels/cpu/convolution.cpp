#include "kernels/cpu/convolution.hpp"

#include <algorithm>

#include "kernels/cpu/matrices.hpp"

namespace simgrad::cpu {

Convolution::Convolution(const ConvolutionLayer& layer, Precision precision)
    : layer_(layer),
      weights_(precision, layer.patch() * layer.output.channels),
      image_(precision, layer.input.count()),
      output_gradient_(precision, layer.output.count()),
      columns_(layer.patch() * layer.output.pixels()) {}

template <class Row>
void Convolution::for_each_row(Row&& row) const {
  const ImageShape& in = layer_.input;
  const ImageShape& out = layer_.output;
  const std::size_t padding = layer_.padding;
  std::size_t column = 0;
  for (std::size_t k = 0; k < layer_.patch(); ++k) {
    const std::size_t channel = k / (layer_.kernel * layer_.kernel);
    const std::size_t down = k / layer_.kernel % layer_.kernel;
    const std::size_t right = k % layer_.kernel;
    // The outputs [first, last) of a row whose pixel of the patch lies on the image.
    const std::size_t first = std::min(out.width, padding - std::min(padding, right));
    const std::size_t end = in.width + padding;
    const std::size_t last = std::min(out.width, end - std::min(end, right));
    for (std::size_t y = 0; y < out.height; ++y, column += out.width) {
      const bool on_image = y + down >= padding && y + down < padding + in.height && first < last;
      if (on_image) {
        row((channel * in.height + y + down - padding) * in.width + first + right - padding,
            column + first, last - first);
      }
    }
  }
}

void Convolution::to_columns(const float* image) {
  std::fill(columns_.begin(), columns_.end(), 0.0F);
  for_each_row([&](std::size_t pixel, std::size_t column, std::size_t count) {
    std::copy_n(image + pixel, count, columns_.data() + column);
  });
}

void Convolution::add_columns_to(float* image) const {
  for_each_row([&](std::size_t pixel, std::size_t column, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      image[pixel + i] += columns_[column + i];
    }
  });
}

void Convolution::forward(const float* parameters, const float* x, std::size_t x_stride,
                          std::size_t samples, float* y) {
  const Index pixels = index(layer_.output.pixels());
  const Index channels = index(layer_.output.channels);
  const Index patch = index(layer_.patch());
  const ConstMatrix w(
      weights_.of(parameters + layer_.weight_offset, layer_.patch() * layer_.output.channels),
      patch, channels);
  const ConstVector bias(parameters + layer_.bias_offset, channels);
  for (std::size_t n = 0; n < samples; ++n) {
    to_columns(image_.of(x + n * x_stride, layer_.input.count()));
    SampleMatrix out(y + n * layer_.output.count(), pixels, channels);
    out.noalias() = ConstMatrix(columns_.data(), pixels, patch) * w;
    out.rowwise() += bias.transpose();
    if (layer_.relu) {
      out = out.unaryExpr([](float value) {
        return relu(value);
      });
    }
  }
}

void Convolution::input_gradient(const float* parameters, const float* x, const float* dy,
                                 std::size_t samples, bool behind_relu, float* dx) {
  const Index pixels = index(layer_.output.pixels());
  const Index channels = index(layer_.output.channels);
  const Index patch = index(layer_.patch());
  const std::size_t outputs = layer_.output.count();
  const std::size_t inputs = layer_.input.count();
  const ConstMatrix w(
      weights_.of(parameters + layer_.weight_offset, layer_.patch() * layer_.output.channels),
      patch, channels);
  std::fill(dx, dx + inputs * samples, 0.0F);
  for (std::size_t n = 0; n < samples; ++n) {
    const ConstSampleMatrix out_gradient(output_gradient_.of(dy + n * outputs, outputs), pixels,
                                         channels);
    Matrix(columns_.data(), pixels, patch).noalias() = out_gradient * w.transpose();
    add_columns_to(dx + n * inputs);
  }
  for (std::size_t i = 0; behind_relu && i < inputs * samples; ++i) {
    dx[i] *= relu_slope(x[i]);
  }
}

void Convolution::add(const float* x, const float* dy, std::size_t samples, float factor,
                      float* parameters) {
  const Index pixels = index(layer_.output.pixels());
  const Index channels = index(layer_.output.channels);
  const Index patch = index(layer_.patch());
  const std::size_t outputs = layer_.output.count();
  Matrix w(parameters + layer_.weight_offset, patch, channels);
  Vector b(parameters + layer_.bias_offset, channels);
  for (std::size_t n = 0; n < samples; ++n) {
    to_columns(image_.of(x + n * layer_.input.count(), layer_.input.count()));
    const ConstSampleMatrix exact(dy + n * outputs, pixels, channels);
    const ConstSampleMatrix out_gradient(output_gradient_.of(dy + n * outputs, outputs), pixels,
                                         channels);
    w.noalias() += factor * ConstMatrix(columns_.data(), pixels, patch).transpose() * out_gradient;
    b += factor * exact.colwise().sum().transpose();
  }
}

void Convolution::update(const float* x, const float* dy, std::size_t samples, float learning_rate,
                         float* parameters) {
  add(x, dy, samples, -learning_rate, parameters);
}

void Convolution::gradient(const float* x, const float* dy, std::size_t samples, float* gradient) {
  const std::size_t weights = layer_.patch() * layer_.output.channels;
  std::fill_n(gradient + layer_.weight_offset, weights, 0.0F);
  std::fill_n(gradient + layer_.bias_offset, layer_.output.channels, 0.0F);
  add(x, dy, samples, 1.0F, gradient);
}

}  // namespace simgrad::cpu
