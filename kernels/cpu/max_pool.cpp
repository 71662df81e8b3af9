#include "kernels/cpu/max_pool.hpp"

#include <algorithm>
#include <array>

#include "kernels/numerics.hpp"

namespace simgrad::cpu {
namespace {

/// Of two the larger, of equal ones the first. NaN passes, so that divergence shows.
float larger(float first, float second) {
  return second > first || second != second ? second : first;
}

/// 1 if `larger` is the second. Counted with, not branched on: which one it is has no pattern.
std::size_t second_is_larger(float first, float second) {
  return static_cast<std::size_t>(second > first) | static_cast<std::size_t>(second != second);
}

/// Where the largest of a 2 x 2 block lies, from its corner.
std::size_t largest_at(const float* corner, std::size_t width) {
  const std::size_t above = second_is_larger(corner[0], corner[1]);
  const std::size_t below = width + second_is_larger(corner[width], corner[width + 1]);
  return above + second_is_larger(corner[above], corner[below]) * (below - above);
}

}  // namespace

void MaxPool::forward(const float* /*parameters*/, const float* x, std::size_t x_stride,
                      std::size_t samples, float* y) {
  const ImageShape& in = layer_.input;
  const ImageShape& out = layer_.output;
  for (std::size_t n = 0; n < samples; ++n) {
    for (std::size_t row = 0; row < out.channels * out.height; ++row) {
      const std::size_t channel = row / out.height;
      const float* top =
          x + n * x_stride + channel * in.pixels() + 2 * (row % out.height) * in.width;
      const float* bottom = top + in.width;
      for (std::size_t i = 0; i < out.width; ++i) {
        y[i] = larger(larger(top[2 * i], top[2 * i + 1]), larger(bottom[2 * i], bottom[2 * i + 1]));
      }
      y += out.width;
    }
  }
}

void MaxPool::input_gradient(const float* /*parameters*/, const float* x, const float* dy,
                             std::size_t samples, bool behind_relu, float* dx) {
  const ImageShape& in = layer_.input;
  const ImageShape& out = layer_.output;
  std::fill(dx, dx + in.count() * samples, 0.0F);
  for (std::size_t row = 0; row < samples * out.channels * out.height; ++row) {
    const std::size_t top = row / out.height * in.pixels() + 2 * (row % out.height) * in.width;
    for (std::size_t i = 0; i < out.width; ++i, ++dy) {
      const std::size_t at = top + 2 * i + largest_at(x + top + 2 * i, in.width);
      const float slope = behind_relu ? static_cast<float>(x[at] > 0.0F) : 1.0F;
      dx[at] = *dy * slope;
    }
  }
}

}  // namespace simgrad::cpu
