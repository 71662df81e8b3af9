#include "sim/report/sweep_curves.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/report/line_chart.hpp"
#include "sim/results/learning_curve.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kMostCurves = 8;
constexpr double kWide = 20.0;

std::vector<const PointSummary*> chosen_points(const SweepResults& results,
                                               const std::vector<PointSummary>& summaries) {
  std::vector<const PointSummary*> chosen;
  for (const PointSummary& summary : summaries) {
    if (summary.rung == results.compared_rung && !summary.runs.empty()) {
      chosen.push_back(&summary);
    }
  }
  if (chosen.size() > kMostCurves) {
    std::stable_sort(chosen.begin(), chosen.end(), [](const auto* a, const auto* b) {
      return a->time_to_target_s.median < b->time_to_target_s.median;
    });
    chosen.resize(kMostCurves);
    std::sort(chosen.begin(), chosen.end(), [](const auto* a, const auto* b) {
      return a->point < b->point;
    });
  }
  return chosen;
}

/// Logarithmic where the curves end at very different times; it has no place for time 0 then.
Axis time_axis(std::vector<Series>& series) {
  double first_end_s = kNever;
  double last_end_s = 0.0;
  for (const Series& line : series) {
    const double end_s = line.points.back().x;
    first_end_s = end_s > 0.0 ? std::min(first_end_s, end_s) : first_end_s;
    last_end_s = std::max(last_end_s, end_s);
  }
  const bool logarithmic = last_end_s > kWide * first_end_s;
  for (Series& line : series) {
    while (logarithmic && line.points.size() > 1 && line.points.front().x <= 0.0) {
      line.points.erase(line.points.begin());
      if (!line.low.empty()) {
        line.low.erase(line.low.begin());
        line.high.erase(line.high.begin());
      }
    }
  }
  return {"simulated time", Unit::kSeconds, logarithmic, false};
}

std::string curves_caption(std::size_t drawn, const std::vector<PointSummary>& summaries,
                           const SweepResults& results) {
  const auto points = static_cast<std::size_t>(
      std::count_if(summaries.begin(), summaries.end(), [&](const PointSummary& summary) {
        return summary.rung == results.compared_rung && !summary.runs.empty();
      }));
  std::string text =
      "The median over each point's runs; the band reaches from the least to the greatest of them. "
      "A run that has ended keeps its last value.";
  if (drawn < points) {
    text += fmt::format(" Drawn are the {} points of {} that are soonest at the target.", drawn,
                        points);
  }
  return text;
}

}  // namespace

std::optional<Figure> curves_figure(const SweepResults& results, const std::vector<SweepAxis>& axes,
                                    const std::vector<PointSummary>& summaries) {
  const bool by_accuracy =
      std::any_of(summaries.begin(), summaries.end(), [](const PointSummary& summary) {
        return summary.best_accuracy.n > 0;
      });
  LineChart chart;
  chart.title = by_accuracy ? "Accuracy over simulated time" : "Loss over simulated time";
  chart.plot_height = 320.0;
  chart.y = by_accuracy ? Axis{"accuracy", Unit::kFraction} : Axis{"loss", Unit::kNone};
  for (const PointSummary* summary : chosen_points(results, summaries)) {
    const LearningCurve curve = learning_curve(
        results, summary->runs, by_accuracy ? &EvaluationRow::accuracy : &EvaluationRow::loss);
    Series series;
    series.label = point_label(axes, summary->point);
    for (std::size_t i = 0; i < curve.times_s.size(); ++i) {
      series.points.push_back({curve.times_s[i], curve.median[i]});
    }
    if (summary->runs.size() > 1) {
      series.low = curve.low;
      series.high = curve.high;
    }
    if (!series.points.empty()) {
      chart.series.push_back(std::move(series));
    }
  }
  if (chart.series.empty()) {
    return std::nullopt;
  }
  chart.x = time_axis(chart.series);
  const auto target = by_accuracy ? results.target.accuracy : results.target.loss;
  if (target) {
    chart.target = TargetLine{*target, "target"};
  }
  return Figure{to_page(chart), curves_caption(chart.series.size(), summaries, results), true};
}

}  // namespace simgrad
