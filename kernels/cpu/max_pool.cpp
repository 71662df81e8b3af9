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
    for (std::size_t i = 0; i < out.width; ++i) {
      const std::size_t corner = top + 2 * i;
      std::size_t largest = corner;
      for (const std::size_t other : {corner + 1, corner + in.width, corner + in.width + 1}) {
        largest = x[other] > x[largest] || x[other] != x[other] ? other : largest;
      }
      const float slope = behind_relu ? relu_slope(x[largest]) : 1.0F;
      dx[largest] = dy[row * out.width + i] * slope;
    }
  }
}

}  // namespace simgrad::cpu
