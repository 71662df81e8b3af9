#include "gui/views/traffic/traffic_groups.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "gui/text/text.hpp"
#include "sim/results/link_groups.hpp"

namespace simgrad::gui {
namespace {

constexpr std::size_t kMostGroups = 6;
constexpr double kMostBins = 1e15;  // whose numbers are exact

/// All groups, unordered.
std::vector<TrafficGroup> allGroups(const std::vector<LinkRow>& links,
                                    const TrafficTable& traffic) {
  const std::vector<std::string> names = groups_of_links(links, kMostGroups);
  std::unordered_map<std::string, std::size_t> place_of;
  std::vector<std::size_t> group_of;
  std::vector<TrafficGroup> groups;
  for (const std::string& name : names) {
    const auto [found, is_new] = place_of.try_emplace(name, groups.size());
    if (is_new) {
      groups.push_back({.name = QString::fromStdString(name)});
    }
    group_of.push_back(found->second);
  }
  for (const TrafficBin& bin : traffic.bins) {
    TrafficGroup& group = groups[group_of[bin.link]];
    const auto bytes = static_cast<double>(bin.bytes);
    group.bytes += bytes;
    if (!group.bins.empty() && group.bins.back().index == bin.index) {
      group.bins.back().bytes += bytes;
    } else {
      group.bins.push_back({bin.index, bytes});
    }
  }
  return groups;
}

/// Makes one group of the last ones.
void gatherRest(std::vector<TrafficGroup>& groups) {
  if (groups.size() <= kMostGroups) {
    return;
  }
  TrafficGroup rest{.name = QString("%1 other groups").arg(groups.size() - kMostGroups)};
  for (std::size_t i = kMostGroups; i < groups.size(); ++i) {
    rest.bytes += groups[i].bytes;
    rest.bins.insert(rest.bins.end(), groups[i].bins.begin(), groups[i].bins.end());
  }
  std::stable_sort(rest.bins.begin(), rest.bins.end(), [](const GroupBin& a, const GroupBin& b) {
    return a.index < b.index;
  });
  std::vector<GroupBin> summed;
  for (const GroupBin& bin : rest.bins) {
    if (!summed.empty() && summed.back().index == bin.index) {
      summed.back().bytes += bin.bytes;
    } else {
      summed.push_back(bin);
    }
  }
  rest.bins = std::move(summed);
  groups.resize(kMostGroups);
  groups.push_back(std::move(rest));
}

auto binFrom(const TrafficGroup& group, std::int64_t index) {
  return std::lower_bound(group.bins.begin(), group.bins.end(), index,
                          [](const GroupBin& bin, std::int64_t value) {
                            return bin.index < value;
                          });
}

}  // namespace

double lengthBefore(double end_s, double begin_s, double length_s) {
  const double length = std::min(length_s, end_s - begin_s);
  return length > 0.0 ? length : length_s;
}

double TrafficGroups::rateAt(std::size_t group, double simulated_s) const {
  const double number = std::floor(simulated_s / bin_s);
  if (!(std::abs(number) < kMostBins)) {
    return 0.0;
  }
  const auto index = static_cast<std::int64_t>(number);
  const auto found = binFrom(groups[group], index);
  const bool is_there = found != groups[group].bins.end() && found->index == index;
  return is_there ? found->bytes / lengthBefore(end_s, number * bin_s, bin_s) : 0.0;
}

TrafficGroups groupTraffic(const std::vector<LinkRow>& links, const TrafficTable& traffic,
                           double end_s) {
  TrafficGroups result{.bin_s = traffic.bin_s, .end_s = end_s, .groups = allGroups(links, traffic)};
  std::erase_if(result.groups, [](const TrafficGroup& group) {
    return group.bins.empty();
  });
  std::stable_sort(result.groups.begin(), result.groups.end(),
                   [](const TrafficGroup& a, const TrafficGroup& b) {
                     return a.bytes > b.bytes;
                   });
  gatherRest(result.groups);
  return result;
}

TrafficSteps stepsWithin(const TrafficGroups& traffic, const Range& range, std::size_t most) {
  TrafficSteps steps;
  if (traffic.groups.empty() || !(traffic.bin_s > 0.0) || most == 0) {
    return steps;
  }
  const double first_bin = std::floor(range.low / traffic.bin_s);
  const double last_bin = std::min(std::ceil(range.high / traffic.bin_s), kMostBins);
  double factor = 1.0;
  while ((last_bin - first_bin) / factor > static_cast<double>(most)) {
    factor *= 2.0;
  }
  const double first = std::max(0.0, std::floor(first_bin / factor));
  const double end = std::ceil(last_bin / factor);
  if (!(first < end)) {
    return steps;
  }
  steps.step_s = traffic.bin_s * factor;
  steps.begin_s = first * steps.step_s;
  const auto width = static_cast<std::int64_t>(factor);
  const auto first_index = static_cast<std::int64_t>(first) * width;
  const auto end_index = static_cast<std::int64_t>(end) * width;
  for (const TrafficGroup& group : traffic.groups) {
    std::vector<double>& bytes = steps.bytes.emplace_back(static_cast<std::size_t>(end - first));
    for (auto bin = binFrom(group, first_index); bin != group.bins.end() && bin->index < end_index;
         ++bin) {
      bytes[static_cast<std::size_t>((bin->index - first_index) / width)] += bin->bytes;
    }
  }
  return steps;
}

QString trafficCsv(const TrafficGroups& traffic) {
  std::vector<std::tuple<std::int64_t, std::size_t, double>> rows;
  for (std::size_t i = 0; i < traffic.groups.size(); ++i) {
    for (const GroupBin& bin : traffic.groups[i].bins) {
      rows.emplace_back(bin.index, i, bin.bytes);
    }
  }
  if (rows.empty()) {
    return {};
  }
  std::sort(rows.begin(), rows.end());
  QString csv = "begin_s,group,bytes_per_s\n";
  for (const auto& [index, group, bytes] : rows) {
    const double begin_s = static_cast<double>(index) * traffic.bin_s;
    csv += csvLine({exactText(begin_s), traffic.groups[group].name,
                    exactText(bytes / lengthBefore(traffic.end_s, begin_s, traffic.bin_s))});
  }
  return csv;
}

}  // namespace simgrad::gui
