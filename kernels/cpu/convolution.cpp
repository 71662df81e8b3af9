#include "kernels/cpu/convolution.hpp"

#include <algorithm>

#include "kernels/cpu/gathered_product.hpp"
#include "kernels/cpu/matrices.hpp"
#include "kernels/cpu/registers.hpp"

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

/// Floats from one row of a patch of weights to the next: a run in whole registers.
std::size_t run_stride(const ConvolutionLayer& layer) {
  return (layer.kernel * layer.input.channels + kLanes - 1) / kLanes * kLanes;
}

}  // namespace

Convolution::Convolution(const ConvolutionLayer& layer, Precision precision)
    : layer_(layer),
      weights_(precision, layer.patch() * layer.output.channels),
      image_(precision, layer.input.count()),
      output_gradient_(precision, layer.output.count()),
      planes_(layer.input, layer.padding, Canvas::Order::kChannelsFirst),
      canvas_(layer.input, layer.padding, Canvas::Order::kChannelsLast),
      in_canvas_{.rows = layer.kernel,
                 .registers = (layer.kernel * layer.input.channels + kLanes - 1) / kLanes,
                 .source_stride = canvas_.row_stride(),
                 .target_stride = run_stride(layer)},
      in_weights_{.rows = in_canvas_.rows,
                  .registers = in_canvas_.registers,
                  .source_stride = in_canvas_.target_stride,
                  .target_stride = in_canvas_.source_stride},
      gradient_(canvas_.corners(layer.output.height, layer.output.width), layer.output.channels,
                layer.kernel * run_stride(layer)),
      outputs_(planes_.corners(layer.output.height, layer.output.width)),
      patch_(planes_.patch(layer.kernel)),
      weight_panels_(patch_.size() * in_panels(layer.output.channels)),
      output_panels_(in_tiles(outputs_.size()) * in_panels(layer.output.channels)),
      weight_patches_(layer.output.channels * layer.kernel * run_stride(layer)),
      sums_(weight_patches_.size()),
      bias_gradient_(layer.output.channels) {}

template <class Use>
void Convolution::for_each_weight(Use&& use) const {
  const std::size_t area = layer_.kernel * layer_.kernel;
  const std::size_t channels = layer_.input.channels;
  for (std::size_t run = 0; run < layer_.output.channels * layer_.kernel; ++run) {
    const std::size_t weight =
        run / layer_.kernel * layer_.patch() + run % layer_.kernel * layer_.kernel;
    for (std::size_t column = 0; column < layer_.kernel; ++column) {
      const std::size_t place = run * run_stride(layer_) + column * channels;
      for (std::size_t channel = 0; channel < channels; ++channel) {
        use(weight + channel * area + column, place + channel);
      }
    }
  }
}

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
    planes_.draw(image_.of(x + n * x_stride, layer_.input.count()));
    std::fill(output_panels_.begin(), output_panels_.end(), 0.0F);
    add_gathered_product(planes_.data(), outputs_, patch_, weight_panels_.data(), channels,
                         output_panels_.data());
    read_sums(output_panels_, outputs_.size(), channels,
              [&](std::size_t pixel, std::size_t channel, float sum) {
                const float z = sum + bias[channel];
                y[channel * outputs_.size() + pixel] = layer_.relu ? relu(z) : z;
              });
  }
}

void Convolution::input_gradient(const float* parameters, const float* x, const float* dy,
                                 std::size_t samples, bool behind_relu, float* dx) {
  const float* w =
      weights_.of(parameters + layer_.weight_offset, patch_.size() * layer_.output.channels);
  for_each_weight([&](std::size_t weight, std::size_t place) {
    weight_patches_[place] = w[weight];
  });
  for (std::size_t n = 0; n < samples; ++n) {
    gradient_.find(output_gradient_.of(dy + n * layer_.output.count(), layer_.output.count()));
    gradient_.sort_by_pixel();
    canvas_.clear();
    add_scaled_patches(in_weights_, gradient_.pixel_sums(), gradient_.of_channels(),
                       weight_patches_.data(), canvas_.data());
    const float* input = x + n * layer_.input.count();
    float* result = dx + n * layer_.input.count();
    canvas_.read([&](float sum, std::size_t at) {
      result[at] = behind_relu ? sum * relu_slope(input[at]) : sum;
    });
  }
  canvas_.clear();  // its margin
}

void Convolution::sum_gradient(const float* x, const float* dy, std::size_t samples) {
  const std::size_t channels = layer_.output.channels;
  std::fill(sums_.begin(), sums_.end(), 0.0F);
  Vector db(bias_gradient_.data(), index(channels));
  db.setZero();
  for (std::size_t n = 0; n < samples; ++n, dy += layer_.output.count()) {
    db +=
        ConstSampleMatrix(dy, index(outputs_.size()), index(channels)).colwise().sum().transpose();
    gradient_.find(output_gradient_.of(dy, layer_.output.count()));
    canvas_.draw(image_.of(x + n * layer_.input.count(), layer_.input.count()));
    add_scaled_patches(in_canvas_, gradient_.channel_sums(), gradient_.of_pixels(), canvas_.data(),
                       sums_.data());
  }
}

void Convolution::update(const float* x, const float* dy, std::size_t samples, float learning_rate,
                         float* parameters) {
  sum_gradient(x, dy, samples);
  float* w = parameters + layer_.weight_offset;
  for_each_weight([&](std::size_t weight, std::size_t place) {
    w[weight] -= learning_rate * sums_[place];
  });
  for (std::size_t channel = 0; channel < layer_.output.channels; ++channel) {
    parameters[layer_.bias_offset + channel] -= learning_rate * bias_gradient_[channel];
  }
}

void Convolution::gradient(const float* x, const float* dy, std::size_t samples, float* gradient) {
  sum_gradient(x, dy, samples);
  for_each_weight([&](std::size_t weight, std::size_t place) {
    gradient[layer_.weight_offset + weight] = sums_[place];
  });
  std::copy(bias_gradient_.begin(), bias_gradient_.end(), gradient + layer_.bias_offset);
}

}  // namespace simgrad::cpu
