#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace simgrad::test {

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
  double standard_error = 0.0;  // of the mean
};

inline Moments moments(std::span<const double> draws) {
  const auto count = static_cast<double>(draws.size());
  Moments result;
  for (const double draw : draws) {
    result.mean += draw / count;
  }
  for (const double draw : draws) {
    result.variance += (draw - result.mean) * (draw - result.mean) / (count - 1.0);
  }
  result.standard_error = std::sqrt(result.variance / count);
  return result;
}

/// The fraction of draws that are at most `bound`.
inline double fraction_up_to(std::span<const double> draws, double bound) {
  const auto below = std::count_if(draws.begin(), draws.end(), [&](double x) {
    return x <= bound;
  });
  return static_cast<double>(below) / static_cast<double>(draws.size());
}

/// Four standard errors of a fraction p of `count` draws.
inline double four_errors(double p, std::size_t count) {
  return 4.0 * std::sqrt(p * (1.0 - p) / static_cast<double>(count));
}

/// Σ (observed − expected)² / expected.
inline double chi_square(std::span<const double> observed, std::span<const double> expected) {
  double sum = 0.0;
  for (std::size_t i = 0; i < observed.size(); ++i) {
    sum += (observed[i] - expected[i]) * (observed[i] - expected[i]) / expected[i];
  }
  return sum;
}

}  // namespace simgrad::test
