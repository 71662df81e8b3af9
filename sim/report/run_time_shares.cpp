#include <string>
#include <utility>
#include <vector>

#include "sim/record/time_shares.hpp"
#include "sim/report/run_sections.hpp"
#include "sim/report/stacked_bars.hpp"

namespace simgrad {
namespace {

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

}  // namespace simgrad
