#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "sim/report/line_chart.hpp"
#include "sim/report/run_sections.hpp"
#include "sim/results/link_groups.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kMostGroups = 6;
constexpr std::int64_t kMostBins = 128;
constexpr std::size_t kMostLinks = 20;

/// The group of each link, by its name.
std::map<std::string, std::string> groups_by_name(const RunData& data) {
  const std::vector<std::string> groups = groups_of_links(data.links, kMostGroups);
  std::map<std::string, std::string> group_of;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    group_of[data.links[i].name] = groups[i];
  }
  return group_of;
}

using Bins = std::map<std::int64_t, double>;  // bytes, by number of bin

struct Traffic {
  double bin_s = 0.0;
  std::map<std::string, Bins> groups;
  std::map<std::string, double> links;
};

Traffic gather(const RunData& data) {
  Traffic traffic;
  const std::map<std::string, std::string> group_of = groups_by_name(data);
  for (const TrafficRow& row : data.traffic) {
    if (!(row.length_s > 0.0) || !(std::abs(row.begin_s / row.length_s) < 1e15)) {
      continue;
    }
    traffic.bin_s = row.length_s;
    const auto found = group_of.find(row.link);
    const std::string group = found == group_of.end() ? kUnnamedGroup : found->second;
    const auto bytes = static_cast<double>(row.bytes);
    traffic.groups[group][std::llround(row.begin_s / row.length_s)] += bytes;
    traffic.links[row.link] += bytes;
  }
  return traffic;
}

/// Merges neighbouring bins, two at a time, until a chart has at most kMostBins.
void coarsen(Traffic& traffic) {
  std::int64_t last = 0;
  for (const auto& [group, bins] : traffic.groups) {
    last = std::max(last, bins.rbegin()->first);
  }
  std::int64_t factor = 1;
  while (last / factor >= kMostBins) {
    factor *= 2;
  }
  for (auto& [group, bins] : traffic.groups) {
    Bins merged;
    for (const auto& [bin, bytes] : bins) {
      merged[bin / factor] += bytes;
    }
    bins = std::move(merged);
  }
  traffic.bin_s *= static_cast<double>(factor);
}

/// Rates at the middles of bins. Bins that have no row had no bytes.
Series series_of(const std::string& label, const Bins& bins, double bin_s) {
  Series series{.label = label};
  const auto add = [&series, bin_s](std::int64_t bin, double bytes) {
    series.points.push_back({(static_cast<double>(bin) + 0.5) * bin_s, bytes / bin_s});
  };
  std::int64_t next = 0;
  for (const auto& [bin, bytes] : bins) {
    if (bin > next) {
      add(next, 0.0);
    }
    if (bin > next + 1) {
      add(bin - 1, 0.0);
    }
    add(bin, bytes);
    next = bin + 1;
  }
  add(next, 0.0);
  return series;
}

double total_of(const Bins& bins) {
  double total = 0.0;
  for (const auto& [bin, bytes] : bins) {
    total += bytes;
  }
  return total;
}

LineChart rate_chart(const Traffic& traffic) {
  std::vector<std::pair<double, std::string>> order;
  for (const auto& [group, bins] : traffic.groups) {
    order.emplace_back(-total_of(bins), group);
  }
  std::sort(order.begin(), order.end());
  LineChart chart;
  chart.title = "Bytes per second by group of links";
  chart.x = {.label = "simulated time", .unit = Unit::kSeconds, .from_zero = true};
  chart.y = {.label = "rate", .unit = Unit::kBytesPerSecond, .from_zero = true};
  Bins others;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Bins& bins = traffic.groups.at(order[i].second);
    if (i < kMostGroups) {
      chart.series.push_back(series_of(order[i].second, bins, traffic.bin_s));
      continue;
    }
    for (const auto& [bin, bytes] : bins) {
      others[bin] += bytes;
    }
  }
  if (!others.empty()) {
    chart.series.push_back(series_of(fmt::format("{} other groups", order.size() - kMostGroups),
                                     others, traffic.bin_s));
  }
  if (chart.series.size() == 1) {
    chart.title = fmt::format("Bytes per second: {}", chart.series[0].label);
  }
  return chart;
}

HtmlTable link_table(const RunData& data,
                     const std::vector<std::pair<double, std::string>>& order) {
  std::map<std::string, const LinkRow*> rows;
  for (const LinkRow& link : data.links) {
    rows[link.name] = &link;
  }
  HtmlTable table{.columns = {"link", "bytes", "bandwidth", "latency", "used"}};
  for (std::size_t i = 0; i < std::min(order.size(), kMostLinks); ++i) {
    const auto found = rows.find(order[i].second);
    const double bytes = -order[i].first;
    const double rate = found == rows.end() ? kNotANumber : found->second->bytes_per_s;
    const double latency_s = found == rows.end() ? kNotANumber : found->second->latency_s;
    const double used = bytes / (rate * data.run.simulated_s);
    const auto cell = [&](Unit unit, double value) {
      return number_cell(found == rows.end() ? "unknown" : quantity_text(unit, value), value);
    };
    table.rows.push_back({text_cell(order[i].second),
                          number_cell(quantity_text(Unit::kBytes, bytes), bytes),
                          cell(Unit::kBytesPerSecond, rate), cell(Unit::kSeconds, latency_s),
                          cell(Unit::kFraction, used)});
  }
  return table;
}

}  // namespace

void add_traffic(HtmlPage& page, const RunData& data) {
  page.section("Traffic");
  Traffic traffic = gather(data);
  if (traffic.links.empty()) {
    page.paragraph("No link has carried anything.");
    return;
  }
  coarsen(traffic);
  page.chart(
      to_page(rate_chart(traffic)),
      fmt::format("Payload in bins of {}. What crosses several links counts on each of them.",
                  quantity_text(Unit::kSeconds, traffic.bin_s)));
  std::vector<std::pair<double, std::string>> order;
  for (const auto& [link, bytes] : traffic.links) {
    order.emplace_back(-bytes, link);
  }
  std::sort(order.begin(), order.end());
  double rest = 0.0;
  for (std::size_t i = kMostLinks; i < order.size(); ++i) {
    rest -= order[i].first;
  }
  const std::string left_out =
      order.size() > kMostLinks
          ? fmt::format(" {} more links carried {} in all.", order.size() - kMostLinks,
                        quantity_text(Unit::kBytes, rest))
          : "";
  page.table(link_table(data, order),
             "Links by payload. Used: bytes over what the bandwidth could carry in the whole run." +
                 left_out);
}

}  // namespace simgrad
