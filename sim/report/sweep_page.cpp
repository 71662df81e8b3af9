#include "sim/report/sweep_page.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "sim/report/axis_figures.hpp"
#include "sim/report/html.hpp"
#include "sim/report/point_table.hpp"
#include "sim/report/sweep_costs.hpp"
#include "sim/report/sweep_curves.hpp"
#include "sim/report/sweep_tables.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kMostHeatMaps = 3;

constexpr const char* kHowToCompare =
    "Runs are paired by seed: under one seed two points meet the same failures. Compared are "
    "points "
    "that differ in one axis alone; if there are none, each with the first. A difference counts as "
    "larger than the noise if the 95 % bootstrap interval of its mean over seeds (2,000 resamples) "
    "excludes zero and the p of a paired t test, adjusted by Holm's method for the number of "
    "comparisons in the table, is at most 0.05; “only if it stood alone” says that p was too large "
    "for so many. Of fewer than three seeds nothing is claimed. Of three seeds the bootstrap "
    "interval is their range, which covers the true mean in about 75 % of cases only; that is why "
    "p must agree. More seeds tell smaller differences apart. Accuracies differ by percentage "
    "points "
    "(pp). Where a run never reached the target, times count up to the end of the "
    "first such run (“times up to”), so that "
    "nothing is guessed.";

struct Reading {
  const SweepResults& results;
  std::vector<SweepAxis> axes;
  std::vector<PointSummary> summaries;
  std::vector<SweepMetric> metrics;
};

std::string counted(std::size_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

bool any_counts(const SweepResults& results) {
  return std::any_of(results.runs.begin(), results.runs.end(), [](const RunResult& run) {
    return run.counts();
  });
}

std::string replicates_text(const Reading& reading) {
  std::map<std::size_t, std::size_t> counts;
  for (const PointSummary& summary : reading.summaries) {
    if (summary.rung == reading.results.compared_rung) {
      ++counts[summary.runs.size() + summary.not_counted];
    }
  }
  if (counts.empty()) {
    return "none";
  }
  const std::size_t least = counts.begin()->first;
  const std::size_t most = counts.rbegin()->first;
  return least == most ? std::to_string(least) : fmt::format("{} to {}", least, most);
}

void summary_facts(HtmlPage& page, const Reading& reading) {
  const SweepResults& results = reading.results;
  std::map<std::string, std::size_t> by_status;
  double wall_s = 0.0;
  std::size_t reached = 0;
  std::size_t counting = 0;
  for (const RunResult& run : results.runs) {
    ++by_status[run.status];
    wall_s += std::isfinite(run.wall_s) ? run.wall_s : 0.0;
    counting += run.counts() ? 1 : 0;
    reached += run.counts() && std::isfinite(run.time_to_target_s) ? 1 : 0;
  }
  std::vector<std::pair<std::string, std::string>> facts{
      {"Points", std::to_string(results.points.size())},
      {"Runs", std::to_string(results.runs.size() + results.missing_runs)}};
  for (const auto& [status, count] : by_status) {
    facts.emplace_back("Runs " + status, std::to_string(count));
  }
  if (results.missing_runs > 0) {
    facts.emplace_back("Runs not there yet", std::to_string(results.missing_runs));
  }
  facts.emplace_back("Runs a point (replicates)", replicates_text(reading));
  facts.emplace_back("Target", target_text(results.target));
  facts.emplace_back("Reached the target", fmt::format("{} of {} runs", reached, counting));
  facts.emplace_back("Wall time, all runs", quantity_text(Unit::kSeconds, wall_s));
  facts.emplace_back("Version", results.version.empty() ? "not known" : results.version);
  page.facts(facts);
}

std::string target_paragraph(const SweepResults& results) {
  if (!results.target.accuracy && !results.target.loss) {
    return "No run was evaluated, so there is no target to measure times by.";
  }
  std::string text =
      fmt::format("The time to target is the simulated time of a run's first evaluation with {}.",
                  target_text(results.target));
  if (!results.target.is_given) {
    text += results.target.accuracy
                ? " The sweep names no target; this one is 95 % of the median over runs of the "
                  "best accuracy, so that most runs reach it."
                : " The sweep names no target and no accuracy was recorded; this loss is 95 % of "
                  "the way from the first to the best one, medians over runs.";
  }
  return text +
         " A run that never got there is not left out: it counts as longer than every run that "
         "did, and a median is shown as “> t” where half of the runs or more are such.";
}

void summary_section(HtmlPage& page, const Reading& reading) {
  const SweepResults& results = reading.results;
  page.section("Summary");
  summary_facts(page, reading);
  page.paragraph(target_paragraph(results));
  if (results.last_rung > 0) {
    page.paragraph(fmt::format(
        "Successive halving: the better points were run anew with a larger budget, on rungs 0 to "
        "{}. Drawn and compared are the runs of rung {}, the last with several points; the table "
        "of points lists all rungs.",
        results.last_rung, results.compared_rung));
  }
  if (!reading.axes.empty()) {
    page.table(axes_table(reading.axes), "What was varied.");
  } else {
    page.paragraph("The sweep has no axes: its runs differ in their seeds alone.");
  }
  const auto [table, left_out] = uncounted_runs_table(results, reading.axes);
  if (!table.rows.empty()) {
    page.table(table,
               "Runs that failed, were interrupted, still run or were never evaluated. Where their "
               "results do not count, medians and intervals below are of the other runs." +
                   (left_out > 0 ? fmt::format(" {} more are left out.", left_out) : ""));
  } else if (!results.runs.empty()) {
    page.paragraph("Every run finished.");
  }
}

/// Figures side by side; those as wide as the page one below the other.
void page_columns(HtmlPage& page, const std::vector<std::optional<Figure>>& figures) {
  const auto is_wide = [](const std::optional<Figure>& figure) {
    return figure && figure->is_wide;
  };
  const bool columns = std::none_of(figures.begin(), figures.end(), is_wide);
  if (columns) {
    page.begin_columns();
  }
  for (const auto& figure : figures) {
    if (figure) {
      page.chart(figure->svg, figure->caption);
    }
  }
  if (columns) {
    page.end_columns();
  }
}

void axes_section(HtmlPage& page, const Reading& reading) {
  page.section("What each axis does");
  std::vector<std::optional<Figure>> figures;
  std::string missing;
  for (std::size_t axis = 0; axis < reading.axes.size(); ++axis) {
    for (const SweepMetric& metric : reading.metrics) {
      figures.push_back(axis_figure(reading.results, reading.axes, axis, metric));
      if (!figures.back()) {
        missing += fmt::format("{}{} against {}", missing.empty() ? "" : "; ", metric.label,
                               reading.axes[axis].name);
      }
    }
  }
  page_columns(page, figures);
  if (!missing.empty()) {
    page.paragraph(fmt::format(
        "Not drawn: {}. A chart needs results at two values of its axis or more{}, and one value "
        "at least at which more than half of the runs got there.",
        missing, reading.results.last_rung > 0 ? " on one rung" : ""));
  }
}

/// The map of two axes by the first metric that has enough values.
std::optional<Figure> pair_figure(const Reading& reading, std::size_t rows, std::size_t columns) {
  for (const SweepMetric& metric : reading.metrics) {
    if (auto figure = heat_map_figure(reading.results, reading.axes, rows, columns, metric)) {
      return figure;
    }
  }
  return std::nullopt;
}

void pairs_section(HtmlPage& page, const Reading& reading) {
  if (reading.axes.size() < 2) {
    return;
  }
  page.section("Two axes at a time");
  std::vector<std::optional<Figure>> figures;
  std::size_t pairs = 0;
  for (std::size_t a = 0; a < reading.axes.size(); ++a) {
    for (std::size_t b = a + 1; b < reading.axes.size(); ++b) {
      ++pairs;
      auto figure = figures.size() < kMostHeatMaps ? pair_figure(reading, a, b) : std::nullopt;
      if (figure) {
        figures.push_back(std::move(figure));
      }
    }
  }
  page_columns(page, figures);
  if (figures.size() < pairs) {
    page.paragraph(
        fmt::format("{} of {} drawn: at most {} maps, and only where most pairs of "
                    "values have results.",
                    figures.size(), counted(pairs, "pair"), kMostHeatMaps));
  }
}

void curves_section(HtmlPage& page, const Reading& reading) {
  page.section("Learning");
  if (const auto figure = curves_figure(reading.results, reading.axes, reading.summaries)) {
    page.chart(figure->svg, figure->caption);
  } else {
    page.paragraph("No point was evaluated, so there are no curves.");
  }
}

void points_section(HtmlPage& page, const Reading& reading) {
  page.section("Points");
  for (std::int64_t rung = reading.results.last_rung; rung >= 0; --rung) {
    const HtmlTable table = point_table(reading.axes, reading.summaries, rung);
    if (table.rows.empty()) {
      continue;
    }
    const std::string what =
        reading.results.last_rung == 0 ? "All points."
        : rung == reading.results.compared_rung
            ? fmt::format("Rung {}: these points are compared with one another.", rung)
        : rung > reading.results.compared_rung
            ? fmt::format("Rung {}: what was kept to the end, run with the largest budget.", rung)
            : fmt::format("Rung {}: run with a smaller budget.", rung);
    page.table(table, what +
                          " Medians over replicates with 95 % bootstrap intervals of the median. A "
                          "click on a column's head sorts by it.");
  }
}

void costs_section(HtmlPage& page, const Reading& reading) {
  page.section("Traffic against time");
  if (const auto figure = pareto_figure(reading.results, reading.axes, reading.summaries)) {
    page.chart(figure->svg, figure->caption);
  } else {
    page.paragraph("At no point did more than half of the runs reach the target.");
  }
  page.section("Where the time went");
  const auto path = shares_figure(reading.results, reading.axes, reading.summaries,
                                  &PointSummary::critical_path_shares);
  const auto nodes =
      shares_figure(reading.results, reading.axes, reading.summaries, &PointSummary::node_shares);
  if (!path && !nodes) {
    page.paragraph("No run recorded where its nodes' time went.");
    return;
  }
  page_columns(page, {path, nodes});
}

void comparisons_table(HtmlPage& page, const Reading& reading, const SweepMetric& metric,
                       std::vector<Comparison> comparisons, const std::string& what) {
  if (comparisons.empty()) {
    return;
  }
  compare(comparisons, reading.results, reading.summaries, metric.value, metric.end);
  const auto larger =
      std::count_if(comparisons.begin(), comparisons.end(), [](const Comparison& comparison) {
        return comparison.verdict == Verdict::kYes;
      });
  const auto [table, left_out] =
      comparison_table(reading.axes, reading.summaries, metric, comparisons);
  page.table(table,
             fmt::format("Differences in {}, {}: {} of {} are larger than the noise.{}",
                         metric.label, what, larger, comparisons.size(),
                         left_out > 0 ? fmt::format(" The clearest {} are listed, {} are not.",
                                                    table.rows.size(), left_out)
                                      : ""));
}

void comparisons_section(HtmlPage& page, const Reading& reading) {
  page.section("Which differences are larger than the seeds' noise");
  const auto points = points_to_compare(reading.results, reading.axes, reading.summaries);
  if (points.empty()) {
    page.paragraph("There are no two points to compare.");
    return;
  }
  const auto axes = axes_to_compare(reading.axes, reading.summaries, points);
  for (const SweepMetric& metric : reading.metrics) {
    comparisons_table(page, reading, metric, axes, "means over all else");
    comparisons_table(page, reading, metric, points,
                      points.front().axis ? "all else equal" : "from the first point");
  }
  page.paragraph(kHowToCompare);
}

}  // namespace

std::string sweep_page(const SweepResults& results, const std::string& name) {
  const Reading reading{results, sweep_axes(results), summarise_points(results),
                        sweep_metrics(results)};
  HtmlPage page(results.title.empty() ? "Sweep " + name : results.title);
  page.lead(fmt::format(
      "A sweep of {} over {}{}.", counted(results.runs.size(), "run"),
      counted(results.points.size(), "point"),
      results.scenario_title.empty() ? "" : ", scenario “" + results.scenario_title + "”"));
  summary_section(page, reading);
  if (any_counts(results)) {
    if (!reading.axes.empty()) {
      axes_section(page, reading);
      pairs_section(page, reading);
    }
    curves_section(page, reading);
    points_section(page, reading);
    comparisons_section(page, reading);
    costs_section(page, reading);
  } else {
    page.section("Results");
    page.paragraph("No run has come to an end with an evaluation, so there is nothing to compare.");
  }
  page.section("Files");
  if (!results.file.empty()) {
    page.preformatted("The sweep's file", results.file, false);
  } else {
    page.paragraph("The database does not hold the sweep's file.");
  }
  if (!results.scenario.empty()) {
    page.preformatted("The scenario, as the first run read it", results.scenario, true);
  }
  return page.finish();
}

}  // namespace simgrad
