#pragma once

#include <cstddef>

namespace simgrad {

/// What a sample or an activation looks like: C channels of H x W, row-major (C, H, W). A plain
/// vector of D features is (D, 1, 1).
struct ImageShape {
  std::size_t channels = 0;
  std::size_t height = 1;
  std::size_t width = 1;

  [[nodiscard]] std::size_t pixels() const { return height * width; }
  [[nodiscard]] std::size_t count() const { return channels * pixels(); }
};

}  // namespace simgrad
