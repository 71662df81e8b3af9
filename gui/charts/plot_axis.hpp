#pragma once

#include <cmath>
#include <vector>

#include "sim/results/scale.hpp"

namespace simgrad::gui {

/// A part of an axis, in its own numbers.
struct Range {
  double low = 0.0;
  double high = 1.0;

  bool operator==(const Range&) const = default;
};

/// An axis of a chart, or the part of it that is zoomed to. Numbers have places: 0 at its low end,
/// 1 at its high end, beyond both outside.
class PlotAxis {
 public:
  PlotAxis() : PlotAxis(Axis{}, Extent{}, 0.0) {}

  /// @param padding  share of the extent that is left free at either end; never across zero
  PlotAxis(const Axis& axis, const Extent& extent, double padding);

  /// The same axis zoomed to a range. A range without a place on it is not taken.
  PlotAxis zoomedTo(const Range& range) const;

  /// Infinite or NaN for what the axis does not hold.
  double place(double value) const { return (unfolded(value) - first_) / length_; }
  double value(double place) const;
  /// Whether a number has a place: it is finite, and positive where the axis is logarithmic.
  bool holds(double value) const {
    return std::isfinite(value) && (!axis_.logarithmic || value > 0.0);
  }

  const Range& range() const { return range_; }
  /// What is left or seen more of, if the place `about` stays where it is.
  ///
  /// @param factor  below 1: nearer. The range never gets too narrow for ticks.
  Range zoomed(double factor, double about) const;
  /// From one place to another, as narrow as zoomed() lets it be.
  Range part(double low_place, double high_place) const;
  /// Moved by a share of itself.
  Range panned(double share) const;
  /// The part of `wanted` on this axis, moved rather than cut where it fits; all if it does not.
  Range held(const Range& wanted) const;

  /// Where grid lines are, about `most` of them.
  std::vector<Tick> ticks(int most) const;
  /// "simulated time (min)"
  std::string title() const;

 private:
  Scale scale() const;
  void show(const Range& range);
  double unfolded(double value) const { return axis_.logarithmic ? std::log10(value) : value; }

  Axis axis_;  // logarithmic only where there is a positive number
  Range range_;
  double first_ = 0.0;  // of the range; of a logarithmic axis: logarithms
  double length_ = 1.0;
};

}  // namespace simgrad::gui
