#include "kernels/cpu/convolution.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "kernels/cpu/matrices.hpp"

namespace simgrad::cpu {
namespace {

using Places = std::vector<std::uint32_t>;

/// Floats of a (rows, columns) matrix in panels.
std::size_t panel_floats(std::size_t rows, std::size_t columns) {
  return (columns + kTileColumns - 1) / kTileColumns * kTileColumns * rows;
}

/// Floats of one panel's product of `rows` rows, in whole tiles.
std::size_t tile_floats(std::size_t rows) {
  return (rows + kTileRows - 1) / kTileRows * kTileRows * kTileColumns;
}

/// panels ← the (rows, columns) matrix whose element lies at `at(row, column)`.
template <class At>
void write_panels(std::size_t rows, std::size_t columns, At&& at, float* panels) {
  for (std::size_t begin = 0; begin < columns; begin += kTileColumns) {
    const std::size_t count = std::min(kTileColumns, columns - begin);
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t c = 0; c < count; ++c) {
        panels[c] = at(row, begin + c);
      }
      panels += kTileColumns;
    }
  }
}

/// Steps of a product before the next tile's turn: what they touch stays in the first cache.
constexpr std::size_t kStepBlock = 256;

/// sums (rows, kTileColumns) += the product of the rows gathered from x and one panel.
void add_product(const float* x, const Places& rows, const Places& steps, const float* panel,
                 float* sums) {
  std::array<std::uint32_t, kTileRows> tile_rows;
  for (std::size_t step = 0; step < steps.size(); step += kStepBlock) {
    const auto block = std::span(steps).subspan(step, std::min(kStepBlock, steps.size() - step));
    for (std::size_t row = 0; row < rows.size(); row += kTileRows) {
      for (std::size_t r = 0; r < kTileRows; ++r) {
        tile_rows[r] = rows[std::min(row + r, rows.size() - 1)];
      }
      gathered_product(x, tile_rows, block, panel + step * kTileColumns, sums + row * kTileColumns);
    }
  }
}

/// Calls store(row, column, number) for each element of the product of the rows gathered from x
/// and a matrix of `columns` columns in panels.
/// @param sums  of one panel, tile_floats(rows)
template <class Store>
void product(const float* x, const Places& rows, const Places& steps, const float* panels,
             std::size_t columns, FloatBuffer& sums, Store&& store) {
  for (std::size_t column = 0; column < columns; column += kTileColumns) {
    std::fill_n(sums.begin(), tile_floats(rows.size()), 0.0F);
    add_product(x, rows, steps, panels + column * steps.size(), sums.data());
    for (std::size_t c = 0; c < std::min(kTileColumns, columns - column); ++c) {
      for (std::size_t row = 0; row < rows.size(); ++row) {
        store(row, column + c, sums[row * kTileColumns + c]);
      }
    }
  }
}

Places pixels(const Canvas& canvas, const ImageShape& image, std::size_t offset) {
  Places places;
  places.reserve(image.pixels());
  for (std::size_t p = 0; p < image.pixels(); ++p) {
    places.push_back(canvas.at(0, p / image.width + offset, p % image.width + offset));
  }
  return places;
}

Places patch(const Canvas& canvas, std::size_t channels, std::size_t kernel) {
  Places places;
  places.reserve(channels * kernel * kernel);
  for (std::size_t i = 0; i < channels * kernel * kernel; ++i) {
    places.push_back(canvas.at(i / (kernel * kernel), i / kernel % kernel, i % kernel));
  }
  return places;
}

}  // namespace

Canvas::Canvas(const ImageShape& image, std::size_t margin)
    : image_(image),
      margin_(margin),
      canvas_(image.channels * (image.height + 2 * margin) * (image.width + 2 * margin)) {}

void Canvas::draw(const float* image) {
  for (std::size_t channel = 0; channel < image_.channels; ++channel) {
    for (std::size_t y = 0; y < image_.height; ++y, image += image_.width) {
      std::copy_n(image, image_.width, canvas_.data() + at(channel, y + margin_, margin_));
    }
  }
}

std::uint32_t Canvas::at(std::size_t channel, std::size_t y, std::size_t x) const {
  const std::size_t height = image_.height + 2 * margin_;
  const std::size_t width = image_.width + 2 * margin_;
  return static_cast<std::uint32_t>((channel * height + y) * width + x);
}

// A margin of kernel − 1 around the output's gradient holds every patch of it that an input pixel
// went into; what lies on the input's own padding is left out by beginning `padding` further in.
Convolution::Convolution(const ConvolutionLayer& layer, Precision precision)
    : layer_(layer),
      weights_(precision, layer.patch() * layer.output.channels),
      image_(precision, layer.input.count()),
      output_gradient_(precision, layer.output.count()),
      canvas_(layer.input, layer.padding),
      gradient_canvas_(layer.output, layer.kernel - 1),
      outputs_(pixels(canvas_, layer.output, 0)),
      patch_(patch(canvas_, layer.input.channels, layer.kernel)),
      inputs_(pixels(gradient_canvas_, layer.input, layer.padding)),
      back_patch_(patch(gradient_canvas_, layer.output.channels, layer.kernel)),
      forward_panels_(panel_floats(layer.patch(), layer.output.channels)),
      back_panels_(panel_floats(back_patch_.size(), layer.input.channels)),
      gradient_panels_(panel_floats(layer.output.pixels(), layer.output.channels)),
      sums_(std::max(
          {tile_floats(outputs_.size()), tile_floats(patch_.size()), tile_floats(inputs_.size())})),
      weight_gradient_(layer.patch() * layer.output.channels),
      bias_gradient_(layer.output.channels) {}

void Convolution::forward(const float* parameters, const float* x, std::size_t x_stride,
                          std::size_t samples, float* y) {
  const std::size_t channels = layer_.output.channels;
  const float* w = weights_.of(parameters + layer_.weight_offset, weight_gradient_.size());
  const float* bias = parameters + layer_.bias_offset;
  write_panels(
      patch_.size(), channels,
      [&](std::size_t k, std::size_t channel) {
        return w[channel * patch_.size() + k];
      },
      forward_panels_.data());
  for (std::size_t n = 0; n < samples; ++n, y += layer_.output.count()) {
    canvas_.draw(image_.of(x + n * x_stride, layer_.input.count()));
    product(canvas_.data(), outputs_, patch_, forward_panels_.data(), channels, sums_,
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
  const float* w = weights_.of(parameters + layer_.weight_offset, weight_gradient_.size());
  write_panels(
      back_patch_.size(), channels,
      [&](std::size_t k, std::size_t channel) {
        return w[(k / area * channels + channel) * area + area - 1 - k % area];
      },
      back_panels_.data());
  for (std::size_t n = 0; n < samples; ++n) {
    const std::size_t first = n * layer_.input.count();
    const std::size_t outputs = layer_.output.count();
    gradient_canvas_.draw(output_gradient_.of(dy + n * outputs, outputs));
    product(gradient_canvas_.data(), inputs_, back_patch_, back_panels_.data(), channels, sums_,
            [&](std::size_t pixel, std::size_t channel, float sum) {
              const std::size_t at = first + channel * inputs_.size() + pixel;
              dx[at] = behind_relu ? sum * relu_slope(x[at]) : sum;
            });
  }
}

void Convolution::sum_gradient(const float* x, const float* dy, std::size_t samples) {
  const std::size_t channels = layer_.output.channels;
  std::fill(weight_gradient_.begin(), weight_gradient_.end(), 0.0F);
  Vector db(bias_gradient_.data(), index(channels));
  db.setZero();
  for (std::size_t n = 0; n < samples; ++n, dy += layer_.output.count()) {
    db +=
        ConstSampleMatrix(dy, index(outputs_.size()), index(channels)).colwise().sum().transpose();
    const float* rounded = output_gradient_.of(dy, layer_.output.count());
    write_panels(
        outputs_.size(), channels,
        [&](std::size_t pixel, std::size_t channel) {
          return rounded[channel * outputs_.size() + pixel];
        },
        gradient_panels_.data());
    canvas_.draw(image_.of(x + n * layer_.input.count(), layer_.input.count()));
    product(canvas_.data(), patch_, outputs_, gradient_panels_.data(), channels, sums_,
            [&](std::size_t k, std::size_t channel, float sum) {
              weight_gradient_[channel * patch_.size() + k] += sum;
            });
  }
}

void Convolution::update(const float* x, const float* dy, std::size_t samples, float learning_rate,
                         float* parameters) {
  sum_gradient(x, dy, samples);
  for (std::size_t i = 0; i < weight_gradient_.size(); ++i) {
    parameters[layer_.weight_offset + i] -= learning_rate * weight_gradient_[i];
  }
  for (std::size_t i = 0; i < bias_gradient_.size(); ++i) {
    parameters[layer_.bias_offset + i] -= learning_rate * bias_gradient_[i];
  }
}

void Convolution::gradient(const float* x, const float* dy, std::size_t samples, float* gradient) {
  sum_gradient(x, dy, samples);
  std::copy(weight_gradient_.begin(), weight_gradient_.end(), gradient + layer_.weight_offset);
  std::copy(bias_gradient_.begin(), bias_gradient_.end(), gradient + layer_.bias_offset);
}

}  // namespace simgrad::cpu
