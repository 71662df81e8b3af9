#include "gui/views/sweep/curves_figure.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "gui/text/text.hpp"
#include "sim/results/learning_curve.hpp"
#include "sim/results/statistics.hpp"

namespace simgrad::gui {
namespace {

constexpr double kWide = 20.0;         // ends of curves that differ more need a logarithmic time
constexpr double kWideLosses = 100.0;  // and losses that do, logarithmic losses

double EvaluationRow::*valueOf(Learnt learnt) {
  return learnt == Learnt::kAccuracy ? &EvaluationRow::accuracy : &EvaluationRow::loss;
}

std::map<std::size_t, RunIndices> runsByPoint(const SweepResults& results) {
  std::map<std::size_t, RunIndices> points;
  for (const std::size_t run : runs_where(results, [](std::size_t) {
         return true;
       })) {
    points[static_cast<std::size_t>(results.runs[run].point)].push_back(run);
  }
  return points;
}

/// Those that are chosen and have runs, in the order of points.
std::vector<std::size_t> drawnPoints(const SweepResults& results,
                                     const std::map<std::size_t, RunIndices>& points,
                                     const std::vector<std::size_t>& chosen) {
  std::vector<std::size_t> drawn;
  if (!chosen.empty()) {
    std::copy_if(chosen.begin(), chosen.end(), std::back_inserter(drawn), [&](std::size_t point) {
      return points.contains(point);
    });
  } else {
    std::map<std::size_t, double> time_s;
    for (const auto& [point, runs] : points) {
      drawn.push_back(point);
      time_s[point] = median(values_of(results, runs, &RunResult::time_to_target_s));
    }
    std::stable_sort(drawn.begin(), drawn.end(), [&](std::size_t a, std::size_t b) {
      return time_s[a] < time_s[b];
    });
  }
  drawn.resize(std::min(drawn.size(), kMostCurves));
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

QString labelOf(const ComparedSweep& sweep, std::size_t point, const RunIndices& runs) {
  QString label = QString::fromStdString(point_label(sweep.axes, point));
  const auto diverged = std::count_if(runs.begin(), runs.end(), [&](std::size_t run) {
    return sweep.results().runs[run].is_diverged;
  });
  if (diverged > 0) {
    label += QString(" (%1 of %2 runs diverged)").arg(diverged).arg(runs.size());
  }
  return label;
}

/// When the first of some runs had a loss that is no number any more; infinite if none had.
double divergence(const SweepResults& results, const RunIndices& runs) {
  double first_s = kNever;
  for (const std::size_t run : runs) {
    bool was_finite = false;
    for (const EvaluationRow& row : results.runs[run].evaluations) {
      if (results.runs[run].is_diverged && was_finite && !std::isfinite(row.loss)) {
        first_s = std::min(first_s, row.simulated_s);
      }
      was_finite = was_finite || std::isfinite(row.loss);
    }
  }
  return first_s;
}

FigureLine lineOf(const ComparedSweep& sweep, Learnt learnt, std::size_t point,
                  const RunIndices& runs) {
  const Unit unit = learnt == Learnt::kAccuracy ? Unit::kFraction : Unit::kNone;
  const LearningCurve curve = learning_curve(sweep.results(), runs, valueOf(learnt));
  FigureLine line{labelOf(sweep, point, runs), {}};
  for (std::size_t i = 0; i < curve.times_s.size(); ++i) {
    LinePoint at{.x = curve.times_s[i], .y = curve.median[i], .runs = runs};
    at.words = QString("%1, at %2: %3")
                   .arg(line.label, quantityText(Unit::kSeconds, at.x), quantityText(unit, at.y));
    if (runs.size() > 1) {
      at.range = Interval{curve.low[i], curve.high[i]};
      at.words += QString(", the median of %1 runs").arg(runs.size());
    }
    line.points.push_back(std::move(at));
  }
  const double diverged_s = divergence(sweep.results(), runs);
  if (learnt == Learnt::kLoss && std::isfinite(diverged_s)) {
    line.points.push_back({.x = diverged_s,
                           .y = kNever,
                           .words = line.label + ": the first loss that is no number",
                           .beyond = "diverged",
                           .runs = runs});
  }
  return line;
}

/// Logarithmic where the curves end at very different times.
Axis timeAxis(const std::vector<FigureLine>& lines) {
  double first_end_s = kNever;
  double last_end_s = 0.0;
  for (const FigureLine& line : lines) {
    const double end_s = line.points.empty() ? 0.0 : line.points.back().x;
    first_end_s = end_s > 0.0 ? std::min(first_end_s, end_s) : first_end_s;
    last_end_s = std::max(last_end_s, end_s);
  }
  return {"simulated time", Unit::kSeconds, last_end_s > kWide * first_end_s, false, {}};
}

Axis valueAxis(const std::vector<FigureLine>& lines, Learnt learnt) {
  if (learnt == Learnt::kAccuracy) {
    return {"accuracy", Unit::kFraction, false, false, {}};
  }
  Extent extent;
  for (const FigureLine& line : lines) {
    for (const LinePoint& point : line.points) {
      extent.add(point.y);
    }
  }
  const bool is_wide = extent.low() > 0.0 && extent.high() > kWideLosses * extent.low();
  return {"loss", Unit::kNone, is_wide, false, {}};
}

/// A logarithmic axis has no place for what was evaluated before anything was learnt.
void leaveOutTimeZero(std::vector<FigureLine>& lines) {
  for (FigureLine& line : lines) {
    std::erase_if(line.points, [](const LinePoint& point) {
      return point.x <= 0.0;
    });
  }
}

QString captionOf(const ComparedSweep& sweep, std::size_t drawn, std::size_t points,
                  std::size_t chosen) {
  QString text =
      "The median over each point's runs; the band reaches from the least to the greatest of "
      "them. A run that has ended keeps its last value.";
  if (chosen > kMostCurves) {
    text += QString(" Drawn are the first %1 of %2 points selected in the table.")
                .arg(drawn)
                .arg(chosen);
  } else if (chosen > 0) {
    text += " Drawn are the points selected in the table.";
  } else if (drawn < points) {
    text += QString(
                " Drawn are the %1 points of %2 that are soonest at the target; select rows "
                "of the table to see others.")
                .arg(drawn)
                .arg(points);
  }
  return text + rungText(sweep);
}

}  // namespace

bool isKnown(const SweepResults& results, Learnt learnt) {
  return std::any_of(results.runs.begin(), results.runs.end(), [&](const RunResult& run) {
    return std::any_of(run.evaluations.begin(), run.evaluations.end(),
                       [&](const EvaluationRow& row) {
                         return !std::isnan(row.*valueOf(learnt));
                       });
  });
}

LineFigure curvesFigure(const ComparedSweep& sweep, Learnt learnt,
                        const std::vector<std::size_t>& chosen) {
  LineFigure figure;
  figure.problem = whyNothing(sweep);
  if (!figure.problem.isEmpty()) {
    return figure;
  }
  const auto points = runsByPoint(sweep.results());
  const auto drawn = drawnPoints(sweep.results(), points, chosen);
  for (const std::size_t point : drawn) {
    figure.lines.push_back(lineOf(sweep, learnt, point, points.at(point)));
  }
  if (drawn.empty()) {
    figure.problem = "No run of the points selected in the table was evaluated.";
  }
  figure.x = timeAxis(figure.lines);
  figure.y = valueAxis(figure.lines, learnt);
  if (figure.x.logarithmic) {
    leaveOutTimeZero(figure.lines);
  }
  const Target& target = sweep.results().target;
  figure.target = learnt == Learnt::kAccuracy ? target.accuracy : target.loss;
  figure.title =
      learnt == Learnt::kAccuracy ? "Accuracy over simulated time" : "Loss over simulated time";
  figure.never = learnt == Learnt::kAccuracy ? "not finite" : "diverged";
  figure.has_markers = false;
  figure.caption = captionOf(sweep, drawn.size(), points.size(), chosen.size());
  return figure;
}

QString curvesCsv(const LineFigure& figure) {
  QString text = csvLine({"point", "simulated_s", "median", "least", "greatest"});
  for (const FigureLine& line : figure.lines) {
    for (const LinePoint& point : line.points) {
      const Interval range = point.range.value_or(Interval{point.y, point.y});
      text += csvLine({line.label, exactText(point.x), exactText(point.y), exactText(range.low),
                       exactText(range.high)});
    }
  }
  return text;
}

}  // namespace simgrad::gui
