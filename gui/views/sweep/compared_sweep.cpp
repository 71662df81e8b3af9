#include "gui/views/sweep/compared_sweep.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <QStringList>

namespace simgrad::gui {

ComparedSweep compared(const SweepPointer& snapshot) {
  return {snapshot, sweep_axes(snapshot->results), all_sweep_metrics(snapshot->results)};
}

QString medianText(const SweepMetric& metric, const Estimate& estimate) {
  if (std::isinf(estimate.median) && std::isinf(estimate.at_least)) {
    return QString::fromStdString(metric.never);  // a value that is infinite itself
  }
  return QString::fromStdString(median_text(metric.unit, estimate));
}

QString intervalText(const SweepMetric& metric, const Estimate& estimate) {
  QString text = QString::fromStdString(interval_text(metric.unit, estimate.interval));
  if (metric.value == metric.end) {
    text.replace("never", QString::fromStdString(metric.never));
  }
  return text;
}

QString statusText(const SweepResults& results, const RunIndices& runs) {
  std::map<std::string, int> counts;
  for (const std::size_t run : runs) {
    ++counts[results.runs[run].status];
  }
  QStringList parts;
  for (const auto& [status, count] : counts) {
    parts += QString("%1 %2").arg(count).arg(QString::fromStdString(status));
  }
  return parts.isEmpty() ? "no run" : parts.join(", ");
}

QString cellWords(const ComparedSweep& sweep, const SweepMetric& metric, const QString& where,
                  const AxisCell& cell) {
  const Estimate& estimate = cell.estimate;
  QString words = where + ": ";
  if (estimate.n == 0) {
    words += "no result yet";
  } else {
    words += QString::fromStdString(metric.label) + ' ' + medianText(metric, estimate);
    if (estimate.interval) {
      words += ", 95 % interval " + intervalText(metric, estimate);
    }
    words += QString(estimate.n == 1 ? ", of %1 run" : ", median of %1 runs").arg(estimate.n);
  }
  if (!cell.others.empty()) {
    words += "; not counted: " + statusText(sweep.results(), cell.others);
  } else if (cell.runs.empty()) {
    words += ": no run";
  }
  return words;
}

RunIndices runsOf(const AxisCell& cell) {
  RunIndices runs = cell.runs;
  runs.insert(runs.end(), cell.others.begin(), cell.others.end());
  return runs;
}

QString rungText(const ComparedSweep& sweep) {
  return sweep.results().last_rung > 0
             ? QString(" Runs of rung %1 alone.").arg(sweep.results().compared_rung)
             : QString();
}

QString whyNothing(const ComparedSweep& sweep) {
  const SweepResults& results = sweep.results();
  const bool has_result =
      std::any_of(results.runs.begin(), results.runs.end(), [](const RunResult& run) {
        return run.counts() && run.point >= 0;
      });
  if (has_result) {
    return {};
  }
  RunIndices all(results.runs.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = i;
  }
  QString text = "No run has come to an end with an evaluation, so there is nothing to compare. ";
  text += "Of this sweep: " + statusText(results, all);
  if (results.missing_runs > 0) {
    text += QString(", %1 not there yet").arg(results.missing_runs);
  }
  text += ".";
  if (!results.runs.empty() && !results.runs.front().reason.empty()) {
    text += QString(" Run %1: %2.")
                .arg(results.runs.front().id)
                .arg(QString::fromStdString(results.runs.front().reason));
  }
  return text + " The table lists them all.";
}

}  // namespace simgrad::gui
