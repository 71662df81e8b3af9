#include "sim/results/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numbers>
#include <numeric>
#include <vector>

#include "kernels/error.hpp"
#include "kernels/rng.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kResamples = 2000;

/// P(|T| < t) with `freedom` ≥ 1 degrees of freedom, t ≥ 0.
double within(double t, std::size_t freedom) {
  const double theta = std::atan(t / std::sqrt(static_cast<double>(freedom)));
  const double cosine = std::cos(theta);
  const bool odd = freedom % 2 == 1;
  double term = odd ? cosine : 1.0;
  double sum = 0.0;
  for (std::size_t power = odd ? 1 : 0; power + 2 <= freedom; power += 2) {
    sum += term;
    const auto k = static_cast<double>(power);
    term *= cosine * cosine * (k + 1.0) / (k + 2.0);
  }
  return odd ? 2.0 / std::numbers::pi * (theta + std::sin(theta) * sum) : std::sin(theta) * sum;
}

}  // namespace

double mean(std::span<const double> values) {
  SIMGRAD_REQUIRE(!values.empty(), "a mean is of some values");
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double quantile(std::span<const double> values, double p) {
  SIMGRAD_REQUIRE(!values.empty(), "a quantile is of some values");
  std::vector<double> parted(values.begin(), values.end());
  const double position = p * static_cast<double>(parted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double part = position - static_cast<double>(below);
  const auto at = parted.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(parted.begin(), at, parted.end());
  if (part == 0.0) {
    return *at;
  }
  const double above = *std::min_element(std::next(at), parted.end());
  if (*at == above || !std::isfinite(above)) {
    return above;
  }
  return *at + part * (above - *at);
}

double median(std::span<const double> values) {
  return quantile(values, 0.5);
}

std::optional<Interval> bootstrap_interval(std::span<const double> values, Statistic statistic) {
  if (values.size() < 2) {
    return std::nullopt;
  }
  Stream stream(1, Purpose::kBootstrap, values.size());
  std::vector<double> resample(values.size());
  std::vector<double> statistics(kResamples);
  for (double& result : statistics) {
    for (double& value : resample) {
      value = values[stream.below(values.size())];
    }
    result = statistic(resample);
  }
  return Interval{quantile(statistics, 0.025), quantile(statistics, 0.975)};
}

double paired_t_test(std::span<const double> differences) {
  const std::size_t n = differences.size();
  if (n < 2) {
    return 1.0;
  }
  const double centre = mean(differences);
  double squares = 0.0;
  for (const double difference : differences) {
    squares += (difference - centre) * (difference - centre);
  }
  if (centre == 0.0) {
    return 1.0;
  }
  if (squares == 0.0) {
    return 0.0;
  }
  const auto count = static_cast<double>(n);
  const double t = std::abs(centre) * std::sqrt(count * (count - 1.0) / squares);
  return std::max(0.0, 1.0 - within(t, n - 1));
}

}  // namespace simgrad
