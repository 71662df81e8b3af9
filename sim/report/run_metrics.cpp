#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "sim/report/line_chart.hpp"
#include "sim/report/run_sections.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kMostNames = 24;

bool ends_with(const std::string& name, const std::string& end) {
  return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

/// By the house's names: a quantity carries its unit at its end.
Unit unit_of(const std::string& name) {
  return ends_with(name, "_s")       ? Unit::kSeconds
         : ends_with(name, "_bytes") ? Unit::kBytes
                                     : Unit::kNone;
}

using Points = std::vector<ChartPoint>;

std::string metric_chart(const std::string& name, const Points& points) {
  LineChart chart;
  chart.title = name;
  chart.x = {"simulated time", Unit::kSeconds};
  chart.y = {"value", unit_of(name)};
  chart.series.push_back({.label = name, .points = points});
  return to_svg(chart);
}

bool has_finite(const Points& points) {
  return std::any_of(points.begin(), points.end(), [](const ChartPoint& point) {
    return std::isfinite(point.y);
  });
}

void add_single_values(HtmlPage& page, const std::map<std::string, Points>& metrics) {
  std::vector<std::pair<std::string, std::string>> facts;
  for (const auto& [name, points] : metrics) {
    if (points.size() == 1 || !has_finite(points)) {
      const std::string value = quantity_text(unit_of(name), points.back().y);
      facts.emplace_back(name, points.size() == 1
                                   ? value
                                   : fmt::format("never finite in {} values", points.size()));
    }
  }
  if (!facts.empty()) {
    page.facts(facts);
  }
}

}  // namespace

void add_metrics(HtmlPage& page, const RunData& data) {
  page.section("Other measurements");
  std::map<std::string, Points> metrics;
  std::size_t left_out = 0;
  for (const MetricRow& row : data.metrics) {
    if (metrics.size() < kMostNames || metrics.count(row.name) > 0) {
      metrics[row.name].push_back({row.simulated_s, row.value});
    } else {
      ++left_out;
    }
  }
  if (metrics.empty()) {
    page.paragraph("No component has reported any.");
    return;
  }
  add_single_values(page, metrics);
  page.begin_columns();
  for (const auto& [name, points] : metrics) {
    if (points.size() > 1 && has_finite(points)) {
      page.chart(metric_chart(name, points), fmt::format("{} values over the run.", points.size()));
    }
  }
  page.end_columns();
  if (left_out > 0) {
    page.paragraph(fmt::format("{} values of further names are left out.", left_out));
  }
}

}  // namespace simgrad
