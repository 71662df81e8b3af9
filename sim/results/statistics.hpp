#pragma once

#include <cstddef>
#include <optional>
#include <span>

/// What few replicates say. Values may be infinite ("never") and are ordered so; none is NaN.
namespace simgrad {

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

using Statistic = double (*)(std::span<const double>);

/// Σ x_i / n; infinite if a value is. Throws: BrokenInvariant if there is none.
double mean(std::span<const double> values);

/// The p-quantile, linear between the two nearest values (Hyndman and Fan 1996, type 7): infinite
/// if the upper one of them is and counts. Throws: BrokenInvariant if there is none.
///
/// @param p  in [0, 1]
double quantile(std::span<const double> values, double p);

/// The 0.5-quantile.
double median(std::span<const double> values);

/// The 95 % percentile interval of a statistic: its 0.025 and 0.975 quantiles over 2,000 resamples
/// with replacement, drawn from a fixed stream. None for fewer than two values.
///
/// Source: Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13. Of n values
/// it covers less than 95 %: of three, whose interval is their range, about 75 %.
std::optional<Interval> bootstrap_interval(std::span<const double> values, Statistic statistic);

/// The two-sided p of the hypothesis that n differences, normal, have mean 0: P(|T| ≥ |t|) with
/// t = mean √n / s and n − 1 degrees of freedom. 1 if all are 0 or n < 2, 0 if all are equal.
///
/// Source: Student 1908; Abramowitz and Stegun 26.7.3 and 26.7.4.
double paired_t_test(std::span<const double> differences);

}  // namespace simgrad
