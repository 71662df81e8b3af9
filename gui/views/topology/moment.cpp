#include "gui/views/topology/moment.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "gui/theme/theme.hpp"

namespace simgrad::gui {
namespace {

constexpr int kDarkLightness = 140;  // of a fill that takes a light letter
constexpr double kMostBins = 1e15;   // whose numbers are exact

HostState stateOfKind(SpanKind kind) {
  switch (kind) {
    case SpanKind::kCompute:
      return HostState::kCompute;
    case SpanKind::kSend:
      return HostState::kSend;
    case SpanKind::kReceive:
      return HostState::kReceive;
    case SpanKind::kWait:
      return HostState::kWait;
    case SpanKind::kDown:
      return HostState::kDown;
    case SpanKind::kOther:
      break;
  }
  return HostState::kOther;
}

std::vector<double> latestEnds(const SpanTable& table) {
  std::vector<double> latest_s(table.spans.size());
  for (std::size_t node = 0; node + 1 < table.first.size(); ++node) {
    double end_s = -std::numeric_limits<double>::infinity();
    for (std::size_t i = table.first[node]; i < table.first[node + 1]; ++i) {
      end_s = std::max(end_s, table.spans[i].end_s);
      latest_s[i] = end_s;
    }
  }
  return latest_s;
}

}  // namespace

QString hostStateName(HostState state) {
  static const std::array<const char*, kHostStates> kNames{
      "down", "computing", "sending", "receiving", "busy", "waiting", "idle"};
  return kNames[static_cast<std::size_t>(state)];
}

QChar hostStateLetter(HostState state) {
  static const std::array<char, kHostStates> kLetters{'X', 'C', 'S', 'R', 'B', 'W', ' '};
  return QLatin1Char(kLetters[static_cast<std::size_t>(state)]);
}

QColor hostStateColour(HostState state) {
  static const std::array<SpanKind, kHostStates - 1> kKinds{SpanKind::kDown,  SpanKind::kCompute,
                                                            SpanKind::kSend,  SpanKind::kReceive,
                                                            SpanKind::kOther, SpanKind::kWait};
  return state == HostState::kIdle ? theme().background
                                   : spanColour(kKinds[static_cast<std::size_t>(state)]);
}

QColor hostStateTextColour(HostState state) {
  return qGray(hostStateColour(state).rgb()) < kDarkLightness ? Qt::white : Qt::black;
}

Moments::Moments(RunPointer run, const Cluster& cluster)
    : run_(std::move(run)),
      cluster_(cluster),
      faults_(*run_->events),
      latest_end_s_(latestEnds(*run_->spans)) {}

Moment Moments::at(double simulated_s) const {
  Moment moment;
  const double last_s = std::nextafter(run_->end(), 0.0);
  moment.simulated_s = std::clamp(simulated_s, 0.0, std::max(0.0, last_s));
  const std::size_t vertices = cluster_.vertices.size();
  moment.hosts.assign(vertices, HostState::kIdle);
  moment.is_slow.assign(vertices, false);
  for (std::size_t i = 0; i < vertices; ++i) {
    const Vertex& vertex = cluster_.vertices[i];
    if (!vertex.is_host) {
      continue;
    }
    for (const std::uint32_t node : vertex.nodes) {
      moment.hosts[i] = std::min(moment.hosts[i], stateOf(node, moment.simulated_s));
    }
    const Condition condition = faults_.hostAt(vertex.name, moment.simulated_s);
    moment.is_slow[i] = condition == Condition::kImpaired;
    if (condition == Condition::kDown) {
      moment.hosts[i] = HostState::kDown;
    }
  }
  addTraffic(moment);
  return moment;
}

HostState Moments::stateOf(std::uint32_t node, double simulated_s) const {
  const SpanTable& table = *run_->spans;
  if (node + 1 >= table.first.size()) {
    return HostState::kIdle;
  }
  const auto spans = table.ofNode(node);
  const auto after = std::upper_bound(spans.begin(), spans.end(), simulated_s,
                                      [](double time_s, const Span& span) {
                                        return time_s < span.begin_s;
                                      });
  HostState state = HostState::kIdle;
  for (auto i = after - spans.begin(); i > 0; --i) {
    const auto index = static_cast<std::size_t>(i - 1);
    if (latest_end_s_[table.first[node] + index] <= simulated_s) {
      break;
    }
    if (spans[index].end_s > simulated_s) {
      state = std::min(state, stateOfKind(spans[index].kind));
    }
  }
  return state;
}

void Moments::addTraffic(Moment& moment) const {
  const std::vector<LinkRow>& links = *run_->links;
  moment.link_bytes.assign(links.size(), 0);
  moment.link_conditions.reserve(links.size());
  for (const LinkRow& link : links) {
    moment.link_conditions.push_back(faults_.linkAt(link.name, moment.simulated_s));
  }
  const TrafficTable& traffic = *run_->traffic;
  moment.bin_s = traffic.bin_s;
  if (!(traffic.bin_s > 0.0)) {
    return;
  }
  const double number = moment.simulated_s / traffic.bin_s;
  if (!(number < kMostBins)) {
    return;
  }
  const auto index = static_cast<std::int64_t>(number);
  const auto begin = std::lower_bound(traffic.bins.begin(), traffic.bins.end(), index,
                                      [](const TrafficBin& bin, std::int64_t value) {
                                        return bin.index < value;
                                      });
  for (auto bin = begin; bin != traffic.bins.end() && bin->index == index; ++bin) {
    moment.link_bytes[bin->link] += bin->bytes;
  }
}

Load loadOf(std::span<const std::uint32_t> links, const std::vector<LinkRow>& rows,
            const Moment& moment) {
  Load load;
  for (const std::uint32_t link : links) {
    const auto bytes = static_cast<double>(moment.link_bytes[link]);
    const double capacity_bytes = rows[link].bytes_per_s * moment.bin_s;
    load.worst = std::max(load.worst, moment.link_conditions[link]);
    load.bytes += bytes;
    if (!(capacity_bytes > 0.0) || !std::isfinite(capacity_bytes)) {
      continue;
    }
    load.capacity_bytes += capacity_bytes;
    if (bytes / capacity_bytes > load.busiest_share) {
      load.busiest = link;
      load.busiest_share = bytes / capacity_bytes;
    }
  }
  return load;
}

std::array<std::size_t, kHostStates> countStates(std::span<const std::uint32_t> hosts,
                                                 const Moment& moment) {
  std::array<std::size_t, kHostStates> counts{};
  for (const std::uint32_t host : hosts) {
    ++counts[static_cast<std::size_t>(moment.hosts[host])];
  }
  return counts;
}

}  // namespace simgrad::gui
