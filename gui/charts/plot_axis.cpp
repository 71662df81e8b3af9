#include "gui/charts/plot_axis.hpp"

#include <algorithm>

namespace simgrad::gui {
namespace {

constexpr double kNarrowest = 1e-7;         // of a linear axis, relative to its numbers
constexpr double kNarrowestDecades = 0.06;  // of a logarithmic one
constexpr double kFarthest = 1e300;         // so that differences are finite

}  // namespace

PlotAxis::PlotAxis(const Axis& axis, const Extent& extent, double padding) : axis_(axis) {
  const Scale all(axis, extent, padding);
  axis_.logarithmic = all.is_logarithmic();
  axis_.from_zero = false;
  show({all.value_at(0.0), all.value_at(1.0)});
}

PlotAxis PlotAxis::zoomedTo(const Range& range) const {
  PlotAxis part = *this;
  if (holds(range.low) && holds(range.high) && range.low < range.high) {
    part.show({std::max(range.low, -kFarthest), std::min(range.high, kFarthest)});
  }
  return part;
}

void PlotAxis::show(const Range& range) {
  range_ = range;
  first_ = unfolded(range.low);
  length_ = unfolded(range.high) - first_;
}

double PlotAxis::value(double place) const {
  const double unfolded_value = first_ + place * length_;
  return axis_.logarithmic ? std::pow(10.0, unfolded_value) : unfolded_value;
}

Range PlotAxis::zoomed(double factor, double about) const {
  const double least = axis_.logarithmic
                           ? kNarrowestDecades / length_
                           : kNarrowest * std::max(std::abs(range_.low), std::abs(range_.high)) /
                                 (range_.high - range_.low);
  factor = std::max(factor, std::min(1.0, least));
  return {value(about - about * factor), value(about + (1.0 - about) * factor)};
}

Range PlotAxis::panned(double share) const {
  return {value(share), value(1.0 + share)};
}

Range PlotAxis::part(double low_place, double high_place) const {
  const double factor = high_place - low_place;
  return factor < 1.0 ? zoomed(factor, low_place / (1.0 - factor)) : range_;
}

Range PlotAxis::held(const Range& wanted) const {
  if (wanted.low >= range_.low && wanted.high <= range_.high) {
    return wanted;
  }
  const double low = place(wanted.low);
  const double high = place(wanted.high);
  const double length = high - low;
  if (low < 0.0) {
    return {range_.low, length < 1.0 ? value(length) : range_.high};
  }
  return {length < 1.0 ? value(1.0 - length) : range_.low, range_.high};
}

Scale PlotAxis::scale() const {
  Extent extent;
  extent.add(range_.low);
  extent.add(range_.high);
  return {axis_, extent, 0.0};
}

std::vector<Tick> PlotAxis::ticks(int most) const {
  std::vector<Tick> ticks = scale().ticks(most);
  if (!axis_.logarithmic || length_ >= 1.0 || ticks.size() > 2 || !axis_.names.empty()) {
    return ticks;
  }
  PlotAxis linear = *this;  // within a power of ten round numbers tell more
  linear.axis_.logarithmic = false;
  linear.show(range_);
  ticks = linear.scale().ticks(most);
  for (Tick& tick : ticks) {
    tick.share = place(linear.value(tick.share));
  }
  return ticks;
}

std::string PlotAxis::title() const {
  return scale().title();
}

}  // namespace simgrad::gui
