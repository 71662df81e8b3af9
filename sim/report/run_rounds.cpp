#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "sim/record/time_shares.hpp"
#include "sim/report/line_chart.hpp"
#include "sim/report/run_sections.hpp"
#include "sim/report/stacked_bars.hpp"

namespace simgrad {
namespace {

struct Count {
  const char* label;
  std::int64_t RoundRow::*value;
  std::size_t style;
};

constexpr std::array<Count, 3> kCounts{{{"completed", &RoundRow::completed, 0},
                                        {"late", &RoundRow::late, 4},
                                        {"failed", &RoundRow::failed, 1}}};

Bar bar_of(const std::string& label, const TimeShares& shares) {
  return {label,
          {shares.compute_s, shares.latency_s, shares.bandwidth_s, shares.waiting_s, shares.down_s,
           shares.lost_s}};
}

/// A row a part, a column a bar.
HtmlTable share_table(const StackedBars& chart) {
  HtmlTable table{.columns = {"part"}};
  for (const Bar& bar : chart.bars) {
    table.columns.push_back(bar.label);
  }
  for (std::size_t part = 0; part < chart.parts.size(); ++part) {
    std::vector<Cell> row{text_cell(chart.parts[part])};
    for (const Bar& bar : chart.bars) {
      row.push_back(number_cell(quantity_text(Unit::kSeconds, bar.values[part]), bar.values[part]));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

LineChart parts_chart(const std::vector<RoundRow>& rounds) {
  LineChart chart;
  chart.title = "Nodes' parts in each round";
  chart.x = {"round", Unit::kCount};
  chart.y = {.label = "nodes", .unit = Unit::kCount, .from_zero = true};
  for (const Count& count : kCounts) {
    Series series{.label = count.label};
    for (const RoundRow& round : rounds) {
      series.points.push_back(
          {static_cast<double>(round.round), static_cast<double>(round.*count.value)});
    }
    series.style = count.style;
    chart.series.push_back(std::move(series));
  }
  return chart;
}

LineChart length_chart(const std::vector<RoundRow>& rounds) {
  LineChart chart;
  chart.title = "Length of each round";
  chart.x = {"round", Unit::kCount};
  chart.y = {.label = "simulated time", .unit = Unit::kSeconds, .from_zero = true};
  Series series{.label = "length"};
  for (const RoundRow& round : rounds) {
    series.points.push_back({static_cast<double>(round.round), round.end_s - round.begin_s});
  }
  chart.series.push_back(std::move(series));
  return chart;
}

std::string length_sentence(const std::vector<RoundRow>& rounds) {
  std::vector<double> lengths;
  for (const RoundRow& round : rounds) {
    lengths.push_back(round.end_s - round.begin_s);
  }
  const auto order = [](double a, double b) {
    return std::isnan(b) ? !std::isnan(a) : a < b;
  };
  std::sort(lengths.begin(), lengths.end(), order);
  return fmt::format("From {} to {}; half of the rounds took {} or less.",
                     quantity_text(Unit::kSeconds, lengths.front()),
                     quantity_text(Unit::kSeconds, lengths.back()),
                     quantity_text(Unit::kSeconds, lengths[(lengths.size() - 1) / 2]));
}

}  // namespace

void add_time_shares(HtmlPage& page, const RunData& data) {
  page.section("Where the time went");
  const TimeShares nodes = shares_of_nodes(data.node_rounds);
  const TimeShares path = shares_of_critical_path(data.rounds, data.node_rounds);
  StackedBars chart{.title = "Shares of simulated time",
                    .x = {"share of simulated time", Unit::kSeconds},
                    .parts = {"compute", "latency", "bandwidth", "waiting", "down", "lost"},
                    .as_shares = true};
  if (nodes.total_s() > 0.0) {
    chart.bars.push_back(bar_of("all nodes", nodes));
  }
  if (path.total_s() > 0.0) {
    chart.bars.push_back(bar_of("critical path", path));
  }
  if (chart.bars.empty()) {
    page.paragraph("No node has finished a part in a round, so there is no time to divide.");
    return;
  }
  page.begin_columns();
  page.chart(to_svg(chart),
             "Bandwidth is what transfers took beyond the latency of their route; waiting is for "
             "slow or failed nodes, links that are down, and deadlines; lost is work and transfers "
             "that came to nothing.");
  page.table(share_table(chart),
             "In simulated time. All nodes: the sum over nodes and rounds. Critical path: of each "
             "round the part of the node whose result closed it.");
  page.end_columns();
}

void add_rounds(HtmlPage& page, const RunData& data) {
  page.section("Rounds");
  if (data.rounds.empty()) {
    page.paragraph("No round was finished.");
    return;
  }
  double selected = 0.0;
  std::array<double, kCounts.size()> sums{};
  for (const RoundRow& round : data.rounds) {
    selected += static_cast<double>(round.selected);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sums[i] += static_cast<double>(round.*kCounts[i].value);
    }
  }
  const std::string parts =
      fmt::format("In all {} parts were asked for: {} completed, {} too late, {} failed.", selected,
                  sums[0], sums[1], sums[2]);
  if (data.rounds.size() == 1) {
    const RoundRow& only = data.rounds[0];
    page.paragraph(fmt::format("There was one round; it took {}. {}",
                               quantity_text(Unit::kSeconds, only.end_s - only.begin_s), parts));
    return;
  }
  page.begin_columns();
  page.chart(to_svg(parts_chart(data.rounds)), parts);
  page.chart(to_svg(length_chart(data.rounds)), length_sentence(data.rounds));
  page.end_columns();
}

}  // namespace simgrad
