#include "sim/report/sweep_costs.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/report/scatter.hpp"
#include "sim/report/stacked_bars.hpp"
#include "sim/results/pareto.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kMostBars = 30;
constexpr double kWide = 20.0;
constexpr double kLongLabel = 0.35 * kColumnWidth;

/// An axis from 0, or logarithmic where the values span a wide range.
Axis cost_axis(const char* label, Unit unit, const std::vector<double>& costs) {
  const auto [least, greatest] = std::minmax_element(costs.begin(), costs.end());
  const bool logarithmic = *least > 0.0 && *greatest > kWide * *least;
  return {label, unit, logarithmic, false};
}

bool is_compared(const SweepResults& results, const PointSummary& summary) {
  return summary.rung == results.compared_rung && !summary.runs.empty();
}

}  // namespace

std::optional<Figure> pareto_figure(const SweepResults& results, const std::vector<SweepAxis>& axes,
                                    const std::vector<PointSummary>& summaries) {
  Scatter chart;
  std::vector<Costs> costs;
  std::vector<double> bytes;
  std::vector<double> times_s;
  std::size_t left_out = 0;
  for (const PointSummary& summary : summaries) {
    if (!is_compared(results, summary)) {
      continue;
    }
    const Costs cost{summary.bytes_to_target.median, summary.time_to_target_s.median};
    if (!std::isfinite(cost.first) || !std::isfinite(cost.second)) {
      ++left_out;
      continue;
    }
    costs.push_back(cost);
    bytes.push_back(cost.first);
    times_s.push_back(cost.second);
    chart.points.push_back({cost.first, cost.second, point_label(axes, summary.point)});
  }
  if (chart.points.empty()) {
    return std::nullopt;
  }
  chart.title = "Traffic against time to " + target_text(results.target);
  chart.x = cost_axis("bytes to target", Unit::kBytes, bytes);
  chart.y = cost_axis("simulated time to target", Unit::kSeconds, times_s);
  chart.front = pareto_front(costs);
  chart.front_label = "front";
  chart.groups = {"no other point is better in both", "another point is better in both"};
  for (ScatterPoint& point : chart.points) {
    point.group = 1;
  }
  for (const std::size_t i : chart.front) {
    chart.points[i].group = 0;
  }
  if (chart.front.size() == chart.points.size()) {
    chart.groups.pop_back();
  }
  if (chart.front.size() < 2) {
    chart.front.clear();
  }
  chart.plot_height = 320.0;
  return Figure{to_page(chart),
                "Medians of each point; further left needs less traffic, further down less time." +
                    (left_out == 0 ? ""
                                   : fmt::format(" Left out: {} of the points, where half of the "
                                                 "runs or more never reached the target.",
                                                 left_out)),
                true};
}

std::optional<Figure> shares_figure(const SweepResults& results, const std::vector<SweepAxis>& axes,
                                    const std::vector<PointSummary>& summaries,
                                    TimeShares PointSummary::*shares) {
  const bool is_path = shares == &PointSummary::critical_path_shares;
  StackedBars chart;
  chart.title = is_path ? "Along the critical path" : "Over all nodes";
  chart.x = {"share of the time", Unit::kSeconds};
  chart.parts = {"compute", "latency", "bandwidth", "waiting", "down", "lost"};
  chart.as_shares = true;
  std::size_t left_out = 0;
  for (const PointSummary& summary : summaries) {
    const TimeShares& part = summary.*shares;
    if (!is_compared(results, summary) || part.total_s() <= 0.0) {
      continue;
    }
    if (chart.bars.size() == kMostBars) {
      ++left_out;
      continue;
    }
    chart.bars.push_back({point_label(axes, summary.point),
                          {part.compute_s, part.latency_s, part.bandwidth_s, part.waiting_s,
                           part.down_s, part.lost_s}});
  }
  if (chart.bars.empty()) {
    return std::nullopt;
  }
  const bool has_long_label = std::any_of(chart.bars.begin(), chart.bars.end(), [](const Bar& bar) {
    return text_width(bar.label) > kLongLabel;
  });
  std::string caption =
      is_path
          ? "Each round counts the part of the node that closed it, means over runs: what to "
            "make faster so that rounds end sooner."
          : "Every node's time in every round, means over runs: what the cluster was busy with.";
  if (left_out > 0) {
    caption += fmt::format(" The first {} points; {} more are left out.", kMostBars, left_out);
  }
  return Figure{has_long_label ? to_page(chart) : to_svg(chart), caption, has_long_label};
}

}  // namespace simgrad
