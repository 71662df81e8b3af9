#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "sim/report/line_chart.hpp"
#include "sim/report/run_sections.hpp"

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

constexpr std::size_t kMostClosers = 10;

/// Which nodes the others waited for.
void add_closers(HtmlPage& page, const std::vector<RoundRow>& rounds) {
  struct Closer {
    std::size_t rounds = 0;
    double length_s = 0.0;
  };
  std::map<std::string, Closer> closers;
  for (const RoundRow& round : rounds) {
    Closer& closer = closers[round.critical_node];
    ++closer.rounds;
    closer.length_s += round.end_s - round.begin_s;
  }
  if (closers.count("") == closers.size()) {
    return;
  }
  const std::size_t closed_by_none = closers.count("") > 0 ? closers[""].rounds : 0;
  closers.erase("");
  std::vector<std::pair<std::string, Closer>> order(closers.begin(), closers.end());
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.second.rounds > b.second.rounds;
  });
  HtmlTable table{.columns = {"node", "rounds closed", "mean length"}};
  for (std::size_t i = 0; i < std::min(order.size(), kMostClosers); ++i) {
    const auto& [name, closer] = order[i];
    const auto count = static_cast<double>(closer.rounds);
    table.rows.push_back({text_cell(name), number_cell(std::to_string(closer.rounds), count),
                          number_cell(quantity_text(Unit::kSeconds, closer.length_s / count),
                                      closer.length_s / count)});
  }
  const std::string others =
      order.size() > kMostClosers
          ? fmt::format(" {} more nodes closed others.", order.size() - kMostClosers)
          : "";
  const std::string deadlines =
      closed_by_none > 0
          ? fmt::format(" By a deadline or a failure, no node's result, {} were closed.",
                        closed_by_none)
          : "";
  page.table(table, "Nodes whose results closed most rounds: those that the others waited for." +
                        others + deadlines);
}

}  // namespace

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
  add_closers(page, data.rounds);
}

}  // namespace simgrad
