#include "sim/report/point_table.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "sim/results/sweep_metric.hpp"

namespace simgrad {
namespace {

using P = PointSummary;
using Points = std::vector<PointSummary>;

/// A column, and when it says something.
struct PointColumn {
  const char* title;
  Cell (*cell)(const P& point);
  bool (*is_shown)(const Points& points);
};

template <Estimate P::*Member>
bool is_known(const Points& points) {
  return std::any_of(points.begin(), points.end(), [](const P& point) {
    return (point.*Member).n > 0;
  });
}

template <Estimate P::*Member>
bool is_repeated(const Points& points) {
  return std::any_of(points.begin(), points.end(), [](const P& point) {
    return (point.*Member).interval.has_value();
  });
}

/// What is only known to be more than something is sorted behind everything known.
template <Estimate P::*Member, Unit kUnit>
Cell median_of(const P& point) {
  const Estimate& estimate = point.*Member;
  return number_cell(median_text(kUnit, estimate), estimate.n == 0 ? kNever : estimate.median);
}

template <Estimate P::*Member, Unit kUnit>
Cell interval_of(const P& point) {
  const auto& interval = (point.*Member).interval;
  return number_cell(interval_text(kUnit, interval), interval ? interval->low : kNever);
}

Cell reached(const P& point) {
  return number_cell(fmt::format("{} of {}", point.reached, point.runs.size()),
                     static_cast<double>(point.reached));
}

Cell not_counted(const P& point) {
  return number_cell(std::to_string(point.not_counted), static_cast<double>(point.not_counted));
}

bool is_loss_alone(const Points& points) {
  return is_known<&P::best_loss>(points) && !is_known<&P::best_accuracy>(points);
}

bool always(const Points&) {
  return true;
}

bool any_not_counted(const Points& points) {
  return std::any_of(points.begin(), points.end(), [](const P& point) {
    return point.not_counted > 0;
  });
}

bool any_failures(const Points& points) {
  return std::any_of(points.begin(), points.end(), [](const P& point) {
    return point.failures.mean > 0.0;
  });
}

constexpr auto kColumns = std::to_array<PointColumn>({
    {"reached", reached, always},
    {"without result", not_counted, any_not_counted},
    {"time to target", median_of<&P::time_to_target_s, Unit::kSeconds>,
     is_known<&P::time_to_target_s>},
    {"95 % interval", interval_of<&P::time_to_target_s, Unit::kSeconds>,
     is_repeated<&P::time_to_target_s>},
    {"best accuracy", median_of<&P::best_accuracy, Unit::kFraction>, is_known<&P::best_accuracy>},
    {"95 % interval", interval_of<&P::best_accuracy, Unit::kFraction>,
     is_repeated<&P::best_accuracy>},
    {"bytes to target", median_of<&P::bytes_to_target, Unit::kBytes>,
     is_known<&P::bytes_to_target>},
    {"rounds", median_of<&P::rounds_to_target, Unit::kCount>, is_known<&P::rounds_to_target>},
    {"best loss", median_of<&P::best_loss, Unit::kNone>, is_loss_alone},
    {"bytes in all", median_of<&P::bytes, Unit::kBytes>, is_known<&P::bytes>},
    {"failures", median_of<&P::failures, Unit::kNone>, any_failures},
    {"simulated end", median_of<&P::end_s, Unit::kSeconds>, is_known<&P::end_s>},
    {"wall time", median_of<&P::wall_s, Unit::kSeconds>, is_known<&P::wall_s>},
});

Cell setting_cell(const SweepAxis& axis, std::size_t point) {
  const AxisSetting& value = axis.values[axis.value_of_point[point]];
  return axis.is_numeric ? number_cell(value.label, value.number) : text_cell(value.label);
}

}  // namespace

HtmlTable point_table(const std::vector<SweepAxis>& axes,
                      const std::vector<PointSummary>& summaries, std::int64_t rung) {
  Points points;
  std::copy_if(summaries.begin(), summaries.end(), std::back_inserter(points),
               [rung](const P& point) {
                 return point.rung == rung;
               });
  HtmlTable table;
  if (axes.empty()) {
    table.columns.emplace_back("point");
  }
  for (const SweepAxis& axis : axes) {
    table.columns.push_back(axis.name);
  }
  for (const P& point : points) {
    auto& row = table.rows.emplace_back();
    if (axes.empty()) {
      row.push_back(text_cell(point_label(axes, point.point)));
    }
    for (const SweepAxis& axis : axes) {
      row.push_back(setting_cell(axis, point.point));
    }
  }
  for (const PointColumn& column : kColumns) {
    if (column.is_shown(points)) {
      table.columns.emplace_back(column.title);
      for (std::size_t i = 0; i < points.size(); ++i) {
        table.rows[i].push_back(column.cell(points[i]));
      }
    }
  }
  return table;
}

}  // namespace simgrad
