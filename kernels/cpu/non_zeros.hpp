#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/cpu/scaled_patches.hpp"

namespace simgrad::cpu {

/// The elements of a matrix (channels, pixels) that are not 0, as factors of patches: of the
/// gradient behind a ReLU and a 2 x 2 max pooling one in eight or so.
class NonZeros {
 public:
  /// @param pixels          where each pixel's patch begins
  /// @param channel_stride  floats from one channel's patch to the next's
  NonZeros(std::vector<std::uint32_t> pixels, std::size_t channels, std::size_t channel_stride);

  /// Takes the matrix (channels, pixels), row-major.
  void find(const float* matrix);

  /// A sum for each channel, over the pixels' patches.
  [[nodiscard]] std::span<const PatchSum> channel_sums() const { return channel_sums_; }
  [[nodiscard]] std::span<const ScaledPatch> of_pixels() const {
    return {of_pixels_.data(), count_};
  }
  /// Fills what follows.
  void sort_by_pixel();
  /// A sum for each pixel, over the channels' patches.
  [[nodiscard]] std::span<const PatchSum> pixel_sums() const { return pixel_sums_; }
  [[nodiscard]] std::span<const ScaledPatch> of_channels() const {
    return {of_channels_.data(), count_};
  }

 private:
  void find_in_row(const float* row);

  std::vector<std::uint32_t> pixels_;
  std::size_t channel_stride_;
  std::vector<PatchSum> channel_sums_;
  std::vector<PatchSum> pixel_sums_;
  std::vector<ScaledPatch> of_pixels_;    // by channel
  std::vector<ScaledPatch> of_channels_;  // by pixel
  std::vector<std::uint32_t> found_;      // the pixel of each of of_pixels_
  std::size_t count_ = 0;
};

}  // namespace simgrad::cpu
