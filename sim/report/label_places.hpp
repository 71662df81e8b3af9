#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/report/frame.hpp"
#include "sim/report/thinning.hpp"

namespace simgrad {

/// Finds places for labels beside points, such that no label covers a point or another label and
/// none leaves the plot.
///
/// Cost of a label: the boxes taken so far; after kMostBoxes of them no label is placed.
class LabelPlaces {
 public:
  explicit LabelPlaces(const Plot& plot) : plot_(plot) {}

  /// Takes the place of a point's marker.
  void occupy(const ChartPoint& point, double radius);

  /// Where the baseline of `label` begins, and takes that place: to the right, left, above or below
  /// of the point, whichever is free first.
  std::optional<ChartPoint> find(const ChartPoint& point, const std::string& label, double radius);

 private:
  struct Box {
    double left = 0.0;
    double top = 0.0;
    double right = 0.0;
    double bottom = 0.0;
  };
  [[nodiscard]] bool is_free(const Box& box) const;

  Plot plot_;
  std::vector<Box> taken_;
};

}  // namespace simgrad
