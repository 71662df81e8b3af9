#include "gui/views/convergence/convergence_plots.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "gui/text/text.hpp"
#include "gui/theme/theme.hpp"
#include "gui/views/convergence/smoothing.hpp"
#include "sim/results/quantity.hpp"

namespace simgrad::gui {
namespace {

constexpr double kWidth = 1.8;
constexpr double kCurrentWidth = 2.8;
constexpr double kRawWidth = 1.0;
constexpr int kRawAlpha = 80;
constexpr std::size_t kMostTargets = 3;
constexpr double kMostLinear = 50.0;  // the greatest loss to the least, on a linear axis

struct XOfEvaluations {
  Axis axis;
  double (*of)(const EvaluationRow& row);
};

const XOfEvaluations& xOf(Against against) {
  static const std::array<XOfEvaluations, 4> kAll{{
      {{.label = "simulated time", .unit = Unit::kSeconds, .from_zero = true},
       [](const EvaluationRow& row) {
         return row.simulated_s;
       }},
      {{.label = "round", .unit = Unit::kCount, .from_zero = true},
       [](const EvaluationRow& row) {
         return static_cast<double>(row.round);
       }},
      {{.label = "bytes sent so far", .unit = Unit::kBytes, .from_zero = true},
       [](const EvaluationRow& row) {
         return static_cast<double>(row.sent_bytes);
       }},
      {{.label = "wall time", .unit = Unit::kSeconds, .from_zero = true},
       [](const EvaluationRow& row) {
         return row.wall_s;
       }},
  }};
  return kAll.at(static_cast<std::size_t>(against));
}

/// What tells two measures apart.
struct MeasureTraits {
  const char* name;
  Unit unit;
  double EvaluationRow::*value;
  double RunRow::*target;
};

const MeasureTraits& traitsOf(Measure measure) {
  static const MeasureTraits loss{"loss", Unit::kNone, &EvaluationRow::loss, &RunRow::target_loss};
  static const MeasureTraits accuracy{"accuracy", Unit::kFraction, &EvaluationRow::accuracy,
                                      &RunRow::target_accuracy};
  return measure == Measure::kLoss ? loss : accuracy;
}

/// A loss that is not a number has diverged; an accuracy that is none was not measured.
bool isMissing(Measure measure, double value) {
  return measure == Measure::kAccuracy && std::isnan(value);
}

QList<QPointF> pointsOf(const RunSnapshot& run, Measure measure, Against against) {
  const auto x_of = xOf(against).of;
  const auto value_of = traitsOf(measure).value;
  QList<QPointF> points;
  points.reserve(static_cast<qsizetype>(run.evaluations->size()));
  for (const EvaluationRow& row : *run.evaluations) {
    if (!isMissing(measure, row.*value_of)) {
      points.append({x_of(row), row.*value_of});
    }
  }
  return points;
}

void addCurves(Plot& plot, const OpenRun& run, QList<QPointF> points, int half_life,
               bool is_current) {
  const QPen pen = seriesPen(run.style, is_current ? kCurrentWidth : kWidth);
  if (half_life <= 0) {
    plot.curves.push_back({.name = run.label, .pen = pen, .points = std::move(points)});
    return;
  }
  QColor faint = pen.color();
  faint.setAlpha(kRawAlpha);
  QList<QPointF> means = smoothed(points, half_life);
  plot.curves.push_back({.pen = QPen(faint, kRawWidth), .points = std::move(points)});
  plot.curves.push_back(
      {.name = run.label, .pen = pen, .points = std::move(means), .has_dots = false});
}

/// Losses that differ by orders of magnitude, or leave all bounds, need a logarithmic axis.
bool needsLogarithm(const std::vector<Curve>& curves) {
  Extent extent;
  for (const Curve& curve : curves) {
    for (const QPointF& point : curve.points) {
      extent.add(point.y());
    }
  }
  return extent.low() > 0.0 && extent.high() > kMostLinear * extent.low();
}

/// Why there is no curve.
QString noticeOf(const std::vector<OpenRun>& runs, const char* measure) {
  if (runs.empty()) {
    return "no run is open";
  }
  const bool is_any_shown = std::any_of(runs.begin(), runs.end(), [](const OpenRun& run) {
    return run.is_shown;
  });
  return is_any_shown ? QString("no %1 is recorded yet").arg(measure) : "no run is shown";
}

/// Those of all runs that are shown; where they are many, of the current one alone.
std::vector<Level> targetsOf(const std::vector<OpenRun>& runs, std::optional<std::size_t> current,
                             const MeasureTraits& traits) {
  std::set<double> targets;
  for (const OpenRun& run : runs) {
    const double target = run.data->run.*traits.target;
    if (run.is_shown && std::isfinite(target)) {
      targets.insert(target);
    }
  }
  if (targets.size() > kMostTargets && current) {
    const double target = runs[*current].data->run.*traits.target;
    targets = std::isfinite(target) ? std::set{target} : std::set<double>{};
  }
  std::vector<Level> levels;
  levels.reserve(targets.size());
  for (const double target : targets) {
    levels.push_back({target, "target " + quantityText(traits.unit, target)});
  }
  return levels;
}

}  // namespace

Plot convergencePlot(const std::vector<OpenRun>& runs, std::optional<std::size_t> current,
                     Measure measure, const ConvergenceChoice& choice) {
  const MeasureTraits& traits = traitsOf(measure);
  Plot plot;
  plot.x = xOf(choice.against).axis;
  plot.y = {.label = choice.half_life > 0 ? std::string("smoothed ") + traits.name : traits.name,
            .unit = traits.unit};
  plot.levels = targetsOf(runs, current, traits);
  plot.if_empty = noticeOf(runs, traits.name);
  const bool is_time = choice.against == Against::kTime;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const OpenRun& run = runs[i];
    if (run.is_shown) {
      addCurves(plot, run, pointsOf(*run.data, measure, choice.against), choice.half_life,
                i == current && runs.size() > 1);
      if (is_time) {
        const double end = plot.x_extent ? plot.x_extent->high : 0.0;
        plot.x_extent = {0.0, std::max(end, run.data->end())};
      }
    }
  }
  plot.y.logarithmic = measure == Measure::kLoss &&
                       (choice.loss_axis == LossAxis::kLogarithmic ||
                        (choice.loss_axis == LossAxis::kAutomatic && needsLogarithm(plot.curves)));
  return plot;
}

Shared<std::vector<EventRow>> eventsToMark(const std::vector<OpenRun>& runs,
                                           std::optional<std::size_t> current, Against against) {
  const bool are_marked = against == Against::kTime && current && runs[*current].is_shown;
  return are_marked ? runs[*current].data->events : nullptr;
}

}  // namespace simgrad::gui
