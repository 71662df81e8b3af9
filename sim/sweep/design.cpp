#include "sim/sweep/design.hpp"

#include <algorithm>
#include <numeric>

#include "kernels/rng.hpp"

namespace simgrad {
namespace {

using Values = std::vector<std::shared_ptr<const Setting>>;

/// Every value once for all points that have it.
std::vector<Values> shared_values(const std::vector<Axis>& axes) {
  std::vector<Values> result;
  for (const Axis& axis : axes) {
    Values values;
    values.reserve(axis.values.size());
    for (const Setting& setting : axis.values) {
      values.push_back(std::make_shared<const Setting>(setting));
    }
    result.push_back(std::move(values));
  }
  return result;
}

std::vector<Settings> grid(const std::vector<Values>& values) {
  std::vector<Settings> points{{}};
  for (const Values& of_axis : values) {
    std::vector<Settings> longer;
    longer.reserve(points.size() * of_axis.size());
    for (const Settings& point : points) {
      for (const auto& value : of_axis) {
        longer.push_back(point);
        longer.back().push_back(value);
      }
    }
    points = std::move(longer);
  }
  return points;
}

std::vector<Settings> zip(const std::vector<Values>& values) {
  std::vector<Settings> points(values.front().size());
  for (const Values& of_axis : values) {
    SIMGRAD_REQUIRE(of_axis.size() == points.size(), "axes that are zipped are of one length");
    for (std::size_t i = 0; i < points.size(); ++i) {
      points[i].push_back(of_axis[i]);
    }
  }
  return points;
}

/// The fractions of one axis, one a point.
std::vector<double> fractions(const Design& design, std::size_t axis) {
  const auto count = static_cast<std::size_t>(design.points);
  std::vector<std::size_t> strata(count, 0);
  const bool stratified = design.combine == Combine::kLatinHypercube;
  if (stratified) {
    std::iota(strata.begin(), strata.end(), 0);
    Stream(design.seed, Purpose::kSweep, axis, 0, 1).shuffle(std::span(strata));
  }
  std::vector<double> result;
  result.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double uniform = Stream(design.seed, Purpose::kSweep, axis, i).uniform();
    const double width = stratified ? 1.0 / static_cast<double>(count) : 1.0;
    result.push_back((static_cast<double>(strata[i]) + uniform) * width);
  }
  return result;
}

std::vector<Settings> draw(const std::vector<Axis>& axes, const std::vector<Values>& values,
                           const Design& design) {
  std::vector<Settings> points(static_cast<std::size_t>(design.points));
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    const std::vector<double> drawn = fractions(design, axis);
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (axes[axis].range) {
        const ValueRange& range = *axes[axis].range;
        points[i].push_back(std::make_shared<const Setting>(
            setting_in_range(axes[axis], range, draw_at(range, drawn[i]))));
      } else {
        const std::size_t count = values[axis].size();
        const auto index = static_cast<std::size_t>(drawn[i] * static_cast<double>(count));
        points[i].push_back(values[axis][std::min(index, count - 1)]);
      }
    }
  }
  return points;
}

}  // namespace

std::vector<Settings> combine_axes(const std::vector<Axis>& axes, const Design& design) {
  const std::vector<Values> values = shared_values(axes);
  switch (design.combine) {
    case Combine::kGrid:
      return grid(values);
    case Combine::kZip:
      return zip(values);
    case Combine::kRandom:
    case Combine::kLatinHypercube:
      break;
  }
  return draw(axes, values, design);
}

std::int64_t count_points(const std::vector<Axis>& axes, const Design& design, std::int64_t limit) {
  if (design.combine != Combine::kGrid) {
    const bool zipped = design.combine == Combine::kZip;
    const auto length = static_cast<std::int64_t>(axes.front().values.size());
    return std::min(zipped ? length : design.points, limit + 1);
  }
  std::int64_t count = 1;
  for (const Axis& axis : axes) {
    count = std::min(count * static_cast<std::int64_t>(axis.values.size()), limit + 1);
  }
  return count;
}

}  // namespace simgrad
