#pragma once

#include <Random123/philox.h>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <span>
#include <utility>

#include "kernels/host_device.hpp"

/// Random numbers from keyed, counter-based streams: Philox4x64-10.
///
/// Source: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3";
/// implementation: Random123. A stream is named by what it is for, not by when it is used, so
/// that the same draw comes out whatever the order of events or the number of threads.
namespace simgrad {

/// What a stream is for. Values are part of every recorded result: append, never renumber.
enum class Purpose : std::uint64_t {
  kInitialParameters = 1,
  kDataset = 2,
  kPartition = 3,
  kBatches = 4,        // node, round
  kCohort = 5,         // round
  kComputeJitter = 6,  // node, k-th compute
  kPlatform = 7,       // host
  kFailure = 8,        // scenario entry, host or link, k-th occurrence
  kSweep = 9,          // axis, point
  kBootstrap = 10,     // number of values
  kTopology = 11,
  kNeighbour = 12,   // node, step
  kRetryPause = 13,  // node, its k-th pause
  kTest = 1000,
};

/// One stream of 64-bit numbers, named by (seed, purpose, a, b, c).
class Stream {
 public:
  constexpr Stream(std::uint64_t seed, Purpose purpose, std::uint64_t a = 0, std::uint64_t b = 0,
                   std::uint64_t c = 0)
      : key_{seed, static_cast<std::uint64_t>(purpose)}, name_{a, b, c} {}

  /// A uniform 64-bit integer.
  SIMGRAD_HOST_DEVICE std::uint64_t next() {
    if (used_ == block_.size()) {
      const r123::Philox4x64::ctr_type counter = {{index_++, name_[0], name_[1], name_[2]}};
      const r123::Philox4x64::key_type key = {{key_[0], key_[1]}};
      const auto result = r123::Philox4x64{}(counter, key);
      block_ = {result[0], result[1], result[2], result[3]};
      used_ = 0;
    }
    return block_[used_++];
  }

  /// Uniform in [0, 1), 53 bits.
  double uniform() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }

  /// Uniform in (0, 1]: safe under a logarithm.
  double positive_uniform() { return 1.0 - uniform(); }

  /// Uniform in {0, …, bound − 1}, unbiased (Lemire 2019, arXiv:1805.10941). bound > 0.
  SIMGRAD_HOST_DEVICE std::uint64_t below(std::uint64_t bound) {
    while (true) {
      const auto product = static_cast<Wide>(next()) * bound;
      const auto low = static_cast<std::uint64_t>(product);
      // The division only where it may matter: (2^64 mod bound) is below bound.
      if (low >= bound || low >= (0 - bound) % bound) {
        return static_cast<std::uint64_t>(product >> 64U);
      }
    }
  }

  /// Standard normal (Box and Muller 1958); two uniforms per draw.
  double normal() {
    const double radius = std::sqrt(-2.0 * std::log(positive_uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
  }

  /// Exponential with mean 1.
  double exponential() { return -std::log(positive_uniform()); }

  /// Gamma(shape, 1), shape > 0 (Marsaglia and Tsang 2000; shape < 1 by the power of a uniform).
  double gamma(double shape) {
    if (shape < 1.0) {
      const double boost = std::pow(positive_uniform(), 1.0 / shape);
      return gamma(shape + 1.0) * boost;
    }
    const double d = shape - 1.0 / 3.0;
    const double c = 1.0 / std::sqrt(9.0 * d);
    while (true) {
      const double x = normal();
      const double v = std::pow(1.0 + c * x, 3.0);
      if (v > 0.0 && std::log(positive_uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) {
        return d * v;
      }
    }
  }

  /// Fisher–Yates shuffle in place.
  template <class T>
  SIMGRAD_HOST_DEVICE void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[below(i)]);
    }
  }

 private:
  __extension__ typedef unsigned __int128 Wide;  // nvcc takes no using here

  std::array<std::uint64_t, 2> key_;
  std::array<std::uint64_t, 3> name_;
  std::uint64_t index_ = 0;
  std::array<std::uint64_t, 4> block_{};
  std::size_t used_ = 4;
};

}  // namespace simgrad
