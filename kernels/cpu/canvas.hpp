#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/buffer.hpp"
#include "kernels/image_shape.hpp"

namespace simgrad::cpu {

/// An image with a margin of zeros around it: every patch of it is the same list of steps from its
/// corner.
class Canvas {
 public:
  /// (C, H, W), or (H, W, C): then a row of a patch is one run of floats.
  enum class Order { kChannelsFirst, kChannelsLast };
  Canvas(const ImageShape& image, std::size_t margin, Order order);

  /// @param image  (C, H, W) in a row
  void draw(const float* image);
  /// Zeros everywhere.
  void clear() { std::fill(canvas_.begin(), canvas_.end(), 0.0F); }
  /// Calls use(number, at) for each number inside the margin, `at` its index in (C, H, W).
  template <class Use>
  void read(Use&& use) const {
    std::size_t index = 0;
    for (std::size_t channel = 0; channel < image_.channels; ++channel) {
      for (std::size_t y = 0; y < image_.height; ++y) {
        const float* row = canvas_.data() + at(y + margin_, margin_, channel);
        for (std::size_t x = 0; x < image_.width; ++x, ++index) {
          use(row[x * column_stride_], index);
        }
      }
    }
  }

  [[nodiscard]] const float* data() const { return canvas_.data(); }
  [[nodiscard]] float* data() { return canvas_.data(); }
  /// Floats from one row to the next.
  [[nodiscard]] std::size_t row_stride() const { return row_stride_; }

  /// Corners of the patches at the first height x width places, row by row.
  [[nodiscard]] std::vector<std::uint32_t> corners(std::size_t height, std::size_t width) const;
  /// Steps from a corner to the numbers of a patch (C, kernel, kernel).
  [[nodiscard]] std::vector<std::uint32_t> patch(std::size_t kernel) const;

 private:
  [[nodiscard]] std::size_t at(std::size_t y, std::size_t x, std::size_t channel) const {
    return channel * channel_stride_ + y * row_stride_ + x * column_stride_;
  }

  ImageShape image_;
  std::size_t margin_;
  std::size_t channel_stride_;
  std::size_t row_stride_;
  std::size_t column_stride_;
  FloatBuffer canvas_;  // and a register's floats behind it
};

}  // namespace simgrad::cpu
