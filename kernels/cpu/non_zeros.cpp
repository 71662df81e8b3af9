#include "kernels/cpu/non_zeros.hpp"

#include <bit>
#include <immintrin.h>
#include <utility>

#include "kernels/cpu/registers.hpp"

namespace simgrad::cpu {

NonZeros::NonZeros(std::vector<std::uint32_t> pixels, std::size_t channels,
                   std::size_t channel_stride)
    : pixels_(std::move(pixels)), channel_stride_(channel_stride) {
  channel_sums_.resize(channels);
  of_pixels_.resize(channels * pixels_.size());
  of_channels_.resize(of_pixels_.size());
  found_.resize(of_pixels_.size());
  for (const std::uint32_t pixel : pixels_) {
    pixel_sums_.push_back({pixel, 0, 0});
  }
}

void NonZeros::find(const float* matrix) {
  count_ = 0;
  for (std::size_t channel = 0; channel < channel_sums_.size(); ++channel) {
    PatchSum& sum = channel_sums_[channel];
    sum.offset = static_cast<std::uint32_t>(channel * channel_stride_);
    sum.begin = static_cast<std::uint32_t>(count_);
    find_in_row(matrix + channel * pixels_.size());
    sum.end = static_cast<std::uint32_t>(count_);
  }
}

void NonZeros::find_in_row(const float* row) {
  for (std::size_t begin = 0; begin < pixels_.size(); begin += kLanes) {
    const PartOfRegister lanes(pixels_.size() - begin);
    // A NaN is not 0: divergence shows.
    const __m256 differs = _mm256_cmp_ps(lanes.load(row + begin), _mm256_setzero_ps(), _CMP_NEQ_UQ);
    auto mask = static_cast<unsigned>(_mm256_movemask_ps(differs));
    for (; mask != 0; mask &= mask - 1) {
      const std::size_t pixel = begin + static_cast<std::size_t>(std::countr_zero(mask));
      of_pixels_[count_] = {pixels_[pixel], row[pixel]};
      found_[count_++] = static_cast<std::uint32_t>(pixel);
    }
  }
}

/// Each pixel's in the order of channels.
void NonZeros::sort_by_pixel() {
  for (PatchSum& sum : pixel_sums_) {
    sum.end = 0;
  }
  for (std::size_t n = 0; n < count_; ++n) {
    ++pixel_sums_[found_[n]].end;
  }
  std::uint32_t begin = 0;
  for (PatchSum& sum : pixel_sums_) {
    const std::uint32_t count = sum.end;
    sum.begin = sum.end = begin;
    begin += count;
  }
  for (const PatchSum& channel : channel_sums_) {
    for (std::uint32_t n = channel.begin; n < channel.end; ++n) {
      of_channels_[pixel_sums_[found_[n]].end++] = {channel.offset, of_pixels_[n].factor};
    }
  }
}

}  // namespace simgrad::cpu
