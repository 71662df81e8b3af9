#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/recorded_run.hpp"
#include "tests/support/trained.hpp"

/// What a server without a barrier did, from what its run recorded.
namespace simgrad::test {

/// Metric "staleness": a row for each update, in order.
inline std::vector<MetricRow> staleness_of(const RecordedRun& run) {
  std::vector<MetricRow> rows;
  std::copy_if(run.metrics.begin(), run.metrics.end(), std::back_inserter(rows),
               [](const MetricRow& row) {
                 return row.name == "staleness";
               });
  return rows;
}

/// Of all values of a metric.
inline double sum_of(const RecordedRun& run, const std::string& name) {
  double sum = 0.0;
  for (const MetricRow& metric : run.metrics) {
    sum += metric.name == name ? metric.value : 0.0;
  }
  return sum;
}

/// Whose gradients were applied, in order: by the ends of what workers sent, which are applied in
/// order of arrival. Workers are host-0, host-1 ….
inline std::vector<StaleUpdate> updates_of(const RecordedRun& run) {
  std::vector<SpanRow> sent;
  std::copy_if(run.spans.begin(), run.spans.end(), std::back_inserter(sent),
               [](const SpanRow& span) {
                 return span.kind == "send";
               });
  std::stable_sort(sent.begin(), sent.end(), [](const SpanRow& a, const SpanRow& b) {
    return a.end_s < b.end_s;
  });
  const std::vector<MetricRow> staleness = staleness_of(run);
  std::vector<StaleUpdate> updates;
  for (std::size_t i = 0; i < std::min(sent.size(), staleness.size()); ++i) {
    const std::string number = sent[i].node.substr(std::string("host-").size());
    updates.push_back({std::stoul(number), static_cast<std::size_t>(staleness[i].value)});
  }
  return updates;
}

/// Every number of every tensor, in order.
inline std::vector<float> numbers_of(const NamedTensors& tensors) {
  std::vector<float> numbers;
  for (const auto& tensor : tensors.tensors) {
    numbers.insert(numbers.end(), tensor.data.begin(), tensor.data.end());
  }
  return numbers;
}

}  // namespace simgrad::test
