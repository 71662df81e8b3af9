#include "kernels/cpu/convolution.hpp"

#include <algorithm>

#include "kernels/cpu/gathered_product.hpp"
#include "kernels/cpu/matrices.hpp"

namespace simgrad::cpu {
namespace {

/// panels ← the (rows, columns) matrix of `at(row, column)`.
template <class At>
void write_panels(std::size_t rows, std::size_t columns, At&& at, float* panels) {
  for (std::size_t begin = 0; begin < columns; begin += kTileColumns) {
    const std::size_t count = std::min(kTileColumns, columns - begin);
    for (std::size_t row = 0; row < rows; ++row, panels += kTileColumns) {
      for (std::size_t c = 0; c < count; ++c) {
        panels[c] = at(row, begin + c);
      }
    }
  }
}

/// Calls use(row, column, sum) for each of the (rows, columns) sums in panels.
template <class Use>
void read_sums(const FloatBuffer& sums, std::size_t rows, std::size_t columns, Use&& use) {
  for (std::size_t column = 0; column < columns; ++column) {
    const float* panel = sums.data() + column / kTileColumns * kTileColumns * in_tiles(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      use(row, column, panel[row * kTileColumns + column % kTileColumns]);
    }
  }
}

}  // namespace

// A margin of kernel − 1 around the output's gradient holds every patch of outputs that an input
// went into; those of the input's own padding are left out by beginning `padding` further in.
Convolution::Convolution(const ConvolutionLayer& layer, Precision precision)
    : layer_(layer),
      weights_(precision, layer.patch() * layer.output.channels),
      image_(precision, layer.input.count()),
      output_gradient_(precision, layer.output.count()),
      canvas_(layer.input, layer.padding),
      gradient_canvas_(layer.output, layer.kernel - 1),
      outputs_(canvas_.corners(layer.output.height, layer.output.width, 0)),
      patch_(canvas_.patch(layer.kernel)),
      inputs_back_(gradient_canvas_.corners(layer.input.height, layer.input.width, layer.padding)),
      patch_back_(gradient_canvas_.patch(layer.kernel)),
      weight_panels_(patch_.size() * in_panels(layer.output.channels)),
      back_panels_(patch_back_.size() * in_panels(layer.input.channels)),
      gradient_panels_(outputs_.size() * in_panels(layer.output.channels)),
      sums_(std::max({in_tiles(outputs_.size()) * in_panels(layer.output.channels),
                      in_tiles(patch_.size()) * in_panels(layer.output.channels),
                      in_tiles(inputs_back_.size()) * in_panels(layer.input.channels)})),
      bias_gradient_(layer.output.channels) {}

void Convolution::forward(const float* parameters, const float* x, std::size_t x_stride,
                          std::size_t samples, float* y) {
  const std::size_t channels = layer_.output.channels;
  const float* w = weights_.of(parameters + layer_.weight_offset, patch_.size() * channels);
  const float* bias = parameters + layer_.bias_offset;
  write_panels(
      patch_.size(), channels,
      [&](std::size_t k, std::size_t channel) {
        return w[channel * patch_.size() + k];
      },
      weight_panels_.data());
  for (std::size_t n = 0; n < samples; ++n, y += layer_.output.count()) {
    canvas_.draw(image_.of(x + n * x_stride, layer_.input.count()));
    std::fill(sums_.begin(), sums_.end(), 0.0F);
    add_gathered_product(canvas_.data(), outputs_, patch_, weight_panels_.data(), channels,
                         sums_.data());
    read_sums(sums_, outputs_.size(), channels,
              [&](std::size_t pixel, std::size_t channel, float sum) {
                const float z = sum + bias[channel];
                y[channel * outputs_.size() + pixel] = layer_.relu ? relu(z) : z;
              });
  }
}

void Convolution::input_gradient(const float* parameters, const float* x, const float* dy,
                                 std::size_t samples, bool behind_relu, float* dx) {
  const std::size_t channels = layer_.input.channels;
  const std::size_t area = layer_.kernel * layer_.kernel;
  const float* w =
      weights_.of(parameters + layer_.weight_offset, patch_.size() * layer_.output.channels);
  write_panels(
      patch_back_.size(), channels,
      [&](std::size_t k, std::size_t channel) {
        return w[(k / area * channels + channel) * area + area - 1 - k % area];
      },
      back_panels_.data());
  for (std::size_t n = 0; n < samples; ++n) {
    const std::size_t outputs = layer_.output.count();
    gradient_canvas_.draw(output_gradient_.of(dy + n * outputs, outputs));
    std::fill(sums_.begin(), sums_.end(), 0.0F);
    add_gathered_product(gradient_canvas_.data(), inputs_back_, patch_back_, back_panels_.data(),
                         channels, sums_.data());
    read_sums(sums_, inputs_back_.size(), channels,
              [&](std::size_t pixel, std::size_t channel, float sum) {
                const std::size_t at = (n * channels + channel) * inputs_back_.size() + pixel;
                dx[at] = behind_relu ? sum * relu_slope(x[at]) : sum;
              });
  }
}

void Convolution::sum_gradient(const float* x, const float* dy, std::size_t samples) {
  const std::size_t channels = layer_.output.channels;
  const std::size_t pixels = outputs_.size();
  std::fill(sums_.begin(), sums_.end(), 0.0F);
  Vector db(bias_gradient_.data(), index(channels));
  db.setZero();
  for (std::size_t n = 0; n < samples; ++n, dy += layer_.output.count()) {
    db += ConstSampleMatrix(dy, index(pixels), index(channels)).colwise().sum().transpose();
    const float* rounded = output_gradient_.of(dy, layer_.output.count());
    write_panels(
        pixels, channels,
        [&](std::size_t pixel, std::size_t channel) {
          return rounded[channel * pixels + pixel];
        },
        gradient_panels_.data());
    canvas_.draw(image_.of(x + n * layer_.input.count(), layer_.input.count()));
    add_gathered_product(canvas_.data(), patch_, outputs_, gradient_panels_.data(), channels,
                         sums_.data());
  }
}

void Convolution::update(const float* x, const float* dy, std::size_t samples, float learning_rate,
                         float* parameters) {
  sum_gradient(x, dy, samples);
  const std::size_t channels = layer_.output.channels;
  read_sums(sums_, patch_.size(), channels, [&](std::size_t k, std::size_t channel, float sum) {
    parameters[layer_.weight_offset + channel * patch_.size() + k] -= learning_rate * sum;
  });
  for (std::size_t channel = 0; channel < channels; ++channel) {
    parameters[layer_.bias_offset + channel] -= learning_rate * bias_gradient_[channel];
  }
}

void Convolution::gradient(const float* x, const float* dy, std::size_t samples, float* gradient) {
  sum_gradient(x, dy, samples);
  const std::size_t channels = layer_.output.channels;
  read_sums(sums_, patch_.size(), channels, [&](std::size_t k, std::size_t channel, float sum) {
    gradient[layer_.weight_offset + channel * patch_.size() + k] = sum;
  });
  std::copy(bias_gradient_.begin(), bias_gradient_.end(), gradient + layer_.bias_offset);
}

}  // namespace simgrad::cpu
