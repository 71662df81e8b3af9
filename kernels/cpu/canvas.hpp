#pragma once

#include <cstdint>
#include <vector>

#include "kernels/buffer.hpp"
#include "kernels/image_shape.hpp"

namespace simgrad::cpu {

/// An image with a margin of zeros around each channel, so that every patch of it is the same list
/// of steps from its corner.
class Canvas {
 public:
  Canvas(const ImageShape& image, std::size_t margin);

  /// @param image  (C, H, W) in a row
  void draw(const float* image);
  [[nodiscard]] const float* data() const { return canvas_.data(); }

  /// Corners of the patches at the first height x width places, row by row, the first of them
  /// `offset` rows and columns from the margin's corner.
  [[nodiscard]] std::vector<std::uint32_t> corners(std::size_t height, std::size_t width,
                                                   std::size_t offset) const;
  /// Steps from a corner to the numbers of a patch (C, kernel, kernel).
  [[nodiscard]] std::vector<std::uint32_t> patch(std::size_t kernel) const;

 private:
  [[nodiscard]] std::size_t at(std::size_t channel, std::size_t y, std::size_t x) const;

  ImageShape image_;
  std::size_t margin_;
  FloatBuffer canvas_;  // (C, H + 2 margin, W + 2 margin)
};

}  // namespace simgrad::cpu
