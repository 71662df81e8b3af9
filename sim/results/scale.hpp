#pragma once

#include <limits>
#include <string>
#include <vector>

#include "sim/results/quantity.hpp"

namespace simgrad {

/// A number that has a text of its own: "20 ms".
struct NamedValue {
  double value = 0.0;
  std::string label = {};
};

/// What an axis shows, before there are numbers.
struct Axis {
  std::string label = {};
  Unit unit = Unit::kNone;
  bool logarithmic = false;
  bool from_zero = false;  ///< a linear axis begins at 0, or ends there
  std::vector<NamedValue> names =
      {};  ///< growing; those in the extent are the ticks; empty: round numbers
};

/// The least and the greatest of the finite numbers seen; those beyond ±1e300 count as that.
class Extent {
 public:
  void add(double value);

  bool is_empty() const { return low_ > high_; }
  double low() const { return low_; }
  double high() const { return high_; }
  /// The least number above zero; infinite if there was none.
  double least_positive() const { return least_positive_; }

 private:
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
  double least_positive_ = std::numeric_limits<double>::infinity();
};

struct Tick {
  double share = 0.0;  ///< 0 to 1 along the axis
  std::string label = {};
};

/// Where numbers lie along an axis.
///
/// Linear ticks are multiples of 1, 2 or 5 times a power of ten (of time: also 15 and 30 min, 3, 6
/// and 12 h), logarithmic ones powers of ten, with 2 and 5 between where there are few. A
/// logarithmic axis without a positive number is linear.
class Scale {
 public:
  /// @param padding  share of the extent that is left free at either end; never across zero
  Scale(const Axis& axis, const Extent& extent, double padding);

  /// 0 to 1. Numbers outside, infinities, and zeros on a logarithmic axis lie at the border; NaN at
  /// the upper one.
  double share(double value) const;

  /// The number that lies at a share of the axis.
  double value_at(double share) const;

  bool is_logarithmic() const { return logarithmic_; }

  /// Whether a number has a place between the borders.
  bool holds(double value) const;

  /// At most about `most` ticks, ≥ 2.
  std::vector<Tick> ticks(int most) const;

  /// The axis' label with its unit: "simulated time (min)".
  std::string title() const;

 private:
  std::vector<Tick> named_ticks() const;
  std::vector<Tick> linear_ticks(int most) const;
  std::vector<Tick> logarithmic_ticks(int most) const;
  double step(int most) const;

  Axis axis_;
  bool logarithmic_;
  double low_ = 0.0;  // of a logarithmic axis: the logarithms to base 10
  double high_ = 1.0;
  Display display_;
};

}  // namespace simgrad
