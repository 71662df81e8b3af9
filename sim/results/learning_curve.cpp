#include "sim/results/learning_curve.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/results/statistics.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kMostTimes = 200;

struct TimedValue {
  double time_s = 0.0;
  double value = 0.0;
};

using Known = std::vector<TimedValue>;  // (time, value), in the order of time

Known known_values(const RunResult& run, double EvaluationRow::*value) {
  Known known;
  for (const EvaluationRow& evaluation : run.evaluations) {
    if (!std::isnan(evaluation.*value) && std::isfinite(evaluation.simulated_s)) {
      known.push_back({evaluation.simulated_s, evaluation.*value});
    }
  }
  return known;
}

double value_at(const Known& known, double time_s) {
  const auto after = std::upper_bound(known.begin(), known.end(), time_s,
                                      [](double time, const TimedValue& point) {
                                        return time < point.time_s;
                                      });
  return std::prev(after)->value;
}

/// Times of any run from `first_s` on, thinned evenly.
std::vector<double> common_times(const std::vector<Known>& runs, double first_s) {
  std::vector<double> times;
  for (const Known& run : runs) {
    for (const TimedValue& point : run) {
      if (point.time_s >= first_s) {
        times.push_back(point.time_s);
      }
    }
  }
  std::sort(times.begin(), times.end());
  times.erase(std::unique(times.begin(), times.end()), times.end());
  if (times.size() <= kMostTimes) {
    return times;
  }
  std::vector<double> thinned;
  for (std::size_t i = 0; i < kMostTimes; ++i) {
    thinned.push_back(times[i * (times.size() - 1) / (kMostTimes - 1)]);
  }
  return thinned;
}

}  // namespace

LearningCurve learning_curve(const SweepResults& results, const std::vector<std::size_t>& runs,
                             double EvaluationRow::*value) {
  std::vector<Known> known;
  double first_s = 0.0;
  for (const std::size_t run : runs) {
    Known values = known_values(results.runs[run], value);
    if (!values.empty()) {
      first_s = std::max(first_s, values.front().time_s);
      known.push_back(std::move(values));
    }
  }
  LearningCurve curve;
  curve.times_s = common_times(known, first_s);
  for (const double time_s : curve.times_s) {
    std::vector<double> values;
    values.reserve(known.size());
    for (const Known& run : known) {
      values.push_back(value_at(run, time_s));
    }
    curve.median.push_back(median(values));
    curve.low.push_back(quantile(values, 0.0));
    curve.high.push_back(quantile(values, 1.0));
  }
  return curve;
}

}  // namespace simgrad
