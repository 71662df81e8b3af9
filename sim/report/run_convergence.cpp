#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "sim/report/line_chart.hpp"
#include "sim/report/run_sections.hpp"
#include "sim/results/faults.hpp"

namespace simgrad {
namespace {

struct Against {
  const char* name;
  Axis axis;
  double (*x)(const EvaluationRow& row);
};

const Against kAgainst[] = {
    {"simulated time",
     {"simulated time", Unit::kSeconds},
     [](const EvaluationRow& row) {
       return row.simulated_s;
     }},
    {"rounds",
     {"round", Unit::kCount},
     [](const EvaluationRow& row) {
       return static_cast<double>(row.round);
     }},
    {"traffic",
     {"bytes sent so far", Unit::kBytes},
     [](const EvaluationRow& row) {
       return static_cast<double>(row.sent_bytes);
     }},
};

struct Measure {
  const char* name;
  const char* title;
  Unit unit;
  double EvaluationRow::*value;
  const char* better;
};

constexpr Measure kMeasures[] = {
    {"accuracy", "Accuracy", Unit::kFraction, &EvaluationRow::accuracy, "Higher is better."},
    {"loss", "Loss", Unit::kNone, &EvaluationRow::loss, "Lower is better."},
};

/// Losses that differ by orders of magnitude, or leave all bounds, need a logarithmic axis.
bool is_logarithmic(const Measure& measure, const std::vector<EvaluationRow>& rows) {
  if (measure.unit == Unit::kFraction) {
    return false;
  }
  double low = std::numeric_limits<double>::infinity();
  double high = 0.0;
  for (const EvaluationRow& row : rows) {
    const double value = row.*measure.value;
    if (std::isfinite(value) && value <= 0.0) {
      return false;
    }
    low = std::isfinite(value) ? std::min(low, value) : low;
    high = std::isfinite(value) ? std::max(high, value) : high;
  }
  return high > 50.0 * low;
}

/// @param failures  marks of a chart against time
LineChart chart_of(const RunData& data, const Measure& measure, const Against& against,
                   const std::vector<EventMark>& failures) {
  LineChart chart;
  chart.title = fmt::format("{} against {}", measure.title, against.name);
  chart.x = against.axis;
  chart.y = {measure.name, measure.unit, is_logarithmic(measure, data.evaluations)};
  Series series{.label = measure.name};
  for (const EvaluationRow& row : data.evaluations) {
    series.points.push_back({against.x(row), row.*measure.value});
  }
  series.style = measure.unit == Unit::kFraction ? 0 : 1;
  chart.series.push_back(std::move(series));
  const bool is_fraction = measure.unit == Unit::kFraction;
  const double target = is_fraction ? data.run.target_accuracy : data.run.target_loss;
  if (!std::isnan(target)) {
    chart.target = TargetLine{target, is_fraction ? fmt::format("target {:.4g} %", 100.0 * target)
                                                  : fmt::format("target {:.4g}", target)};
  }
  if (against.axis.unit == Unit::kSeconds) {
    chart.events = failures;
    chart.events_label = "a failure begins";
  }
  return chart;
}

std::size_t finite_count(const RunData& data, const Measure& measure) {
  return static_cast<std::size_t>(std::count_if(data.evaluations.begin(), data.evaluations.end(),
                                                [&measure](const EvaluationRow& row) {
                                                  return std::isfinite(row.*measure.value);
                                                }));
}

/// What a reader has to know before the charts of numbers that are none.
void add_warnings(HtmlPage& page, const RunData& data) {
  for (const Measure& measure : kMeasures) {
    const std::size_t finite = finite_count(data, measure);
    if (finite == 0) {
      page.paragraph(
          fmt::format("No evaluation has a finite {}: there is no curve to draw.", measure.name));
    } else if (finite < data.evaluations.size()) {
      page.paragraph(
          fmt::format("{} of {} evaluations have no finite {}: marks at the border of "
                      "the charts show when.",
                      data.evaluations.size() - finite, data.evaluations.size(), measure.name));
    }
  }
}

}  // namespace

void add_convergence(HtmlPage& page, const RunData& data) {
  page.section("Convergence");
  if (data.evaluations.empty()) {
    page.paragraph("The model was never evaluated, so there are no losses and accuracies.");
    return;
  }
  if (data.evaluations.size() == 1) {
    const EvaluationRow& only = data.evaluations[0];
    page.paragraph(fmt::format("The model was evaluated once, after {}: accuracy {}, loss {}.",
                               quantity_text(Unit::kSeconds, only.simulated_s),
                               quantity_text(Unit::kFraction, only.accuracy),
                               quantity_text(Unit::kNone, only.loss)));
    return;
  }
  add_warnings(page, data);
  const std::vector<EventMark> failures = failure_marks(data.events);
  page.begin_columns();
  for (const Against& against : kAgainst) {
    for (const Measure& measure : kMeasures) {
      if (finite_count(data, measure) > 0) {
        const bool has_marks = against.axis.unit == Unit::kSeconds && !failures.empty();
        page.chart(
            to_svg(chart_of(data, measure, against, failures)),
            fmt::format(
                "{}{}", measure.better,
                has_marks ? " Rest the pointer on a vertical line to see what failed." : ""));
      }
    }
  }
  page.end_columns();
}

}  // namespace simgrad
