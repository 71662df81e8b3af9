#include <iterator>
#include <map>
#include <tuple>

#include "sim/results/comparison.hpp"

// Which points are compared: points_to_compare() and axes_to_compare().

namespace simgrad {
namespace {

/// What the axes other than `axis` are at a point.
std::vector<std::size_t> all_else(const std::vector<SweepAxis>& axes, std::size_t axis,
                                  std::size_t point) {
  std::vector<std::size_t> values;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (i != axis) {
      values.push_back(axes[i].value_of_point[point]);
    }
  }
  return values;
}

/// Comparisons among points that differ in `axis` alone: `group` has an index for each value.
void compare_group(std::vector<Comparison>& comparisons, std::size_t axis, bool is_numeric,
                   const std::map<std::size_t, std::size_t>& group) {
  for (auto from = group.begin(); from != group.end(); ++from) {
    for (auto to = std::next(from); to != group.end(); ++to) {
      if (!is_numeric || from == group.begin()) {
        Comparison comparison;
        comparison.axis = axis;
        comparison.pairs = {{from->second, to->second}};
        comparisons.push_back(std::move(comparison));
      }
    }
  }
}

void compare_along(std::vector<Comparison>& comparisons, const std::vector<SweepAxis>& axes,
                   std::size_t axis, const std::vector<PointSummary>& summaries,
                   const std::vector<std::size_t>& compared) {
  // By all else; then by the axis' value, of which a point has one.
  std::map<std::vector<std::size_t>, std::map<std::size_t, std::size_t>> groups;
  for (const std::size_t index : compared) {
    const std::size_t point = summaries[index].point;
    groups[all_else(axes, axis, point)][axes[axis].value_of_point[point]] = index;
  }
  for (const auto& [else_values, group] : groups) {
    compare_group(comparisons, axis, axes[axis].is_numeric, group);
  }
}

}  // namespace

std::vector<Comparison> points_to_compare(const SweepResults& results,
                                          const std::vector<SweepAxis>& axes,
                                          const std::vector<PointSummary>& summaries) {
  std::vector<std::size_t> compared;
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    if (summaries[i].rung == results.compared_rung && !summaries[i].runs.empty()) {
      compared.push_back(i);
    }
  }
  std::vector<Comparison> comparisons;
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    compare_along(comparisons, axes, axis, summaries, compared);
  }
  const bool is_random = comparisons.empty();
  for (std::size_t i = 1; is_random && i < compared.size(); ++i) {
    comparisons.emplace_back().pairs = {{compared.front(), compared[i]}};
  }
  return comparisons;
}

std::vector<Comparison> axes_to_compare(const std::vector<SweepAxis>& axes,
                                        const std::vector<PointSummary>& summaries,
                                        const std::vector<Comparison>& points) {
  std::map<std::tuple<std::size_t, std::size_t, std::size_t>, PointPairs> groups;
  for (const Comparison& comparison : points) {
    if (comparison.axis) {
      const auto& values = axes[*comparison.axis].value_of_point;
      const auto [from, to] = comparison.pairs.front();
      groups[{*comparison.axis, values[summaries[from].point], values[summaries[to].point]}]
          .emplace_back(from, to);
    }
  }
  if (groups.size() == points.size()) {
    return {};
  }
  std::vector<Comparison> comparisons;
  for (auto& [key, pairs] : groups) {
    Comparison& comparison = comparisons.emplace_back();
    comparison.axis = std::get<0>(key);
    comparison.pairs = std::move(pairs);
  }
  return comparisons;
}

}  // namespace simgrad
