#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "sim/report/run_sections.hpp"
#include "sim/report/timeline.hpp"
#include "sim/results/faults.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kMostRows = 40;

/// The columns `kind` of table span, in the order in which they are drawn.
constexpr std::array kKinds{"wait", "compute", "receive", "send", "down"};

std::vector<SpanKind> span_kinds() {
  return {{"wait", Lane::kMiddle, 4},
          {"compute", Lane::kWhole, 5},
          {"receive", Lane::kLower, 2},
          {"send", Lane::kUpper, 1},
          {"down", Lane::kWhole, 6, true}};
}

struct Actor {
  std::string name;
  bool is_server = false;
  std::size_t place = 0;     // among the nodes
  std::size_t failures = 0;  // of it or its host
  std::size_t spans = 0;
};

std::vector<Actor> actors_of(const RunData& data) {
  std::map<std::string, std::size_t> by_name;
  std::map<std::string, std::size_t> spans;
  for (const EventRow& event : data.events) {
    ++by_name[event.subject];
  }
  for (const SpanRow& span : data.spans) {
    ++spans[span.node];
  }
  std::vector<Actor> actors;
  for (const NodeRow& node : data.nodes) {
    const std::size_t of_host = node.host == node.name ? 0 : by_name[node.host];
    actors.push_back({node.name, node.role == "server", actors.size(), by_name[node.name] + of_host,
                      spans[node.name]});
    spans.erase(node.name);
  }
  for (const auto& [name, count] : spans) {
    actors.push_back({name, false, actors.size(), by_name[name], count});
  }
  return actors;
}

/// Servers, then the nodes with most events and spans; in the order of the nodes.
std::vector<Actor> chosen(std::vector<Actor> actors) {
  std::erase_if(actors, [](const Actor& actor) {
    return actor.spans == 0;
  });
  const auto rank = [](const Actor& a) {
    return std::tuple(!a.is_server, -static_cast<double>(a.failures), -static_cast<double>(a.spans),
                      a.place);
  };
  std::sort(actors.begin(), actors.end(), [&rank](const Actor& a, const Actor& b) {
    return rank(a) < rank(b);
  });
  actors.resize(std::min(actors.size(), kMostRows));
  std::sort(actors.begin(), actors.end(), [](const Actor& a, const Actor& b) {
    return std::pair(!a.is_server, a.place) < std::pair(!b.is_server, b.place);
  });
  return actors;
}

/// Rows of the chosen actors, of what lies within [begin_s, end_s].
std::vector<TimelineRow> rows_of(const RunData& data, const std::vector<Actor>& actors,
                                 double begin_s, double end_s) {
  std::map<std::string, std::size_t> places;
  std::vector<TimelineRow> rows;
  for (const Actor& actor : actors) {
    places[actor.name] = rows.size();
    rows.push_back({actor.name, {}});
  }
  for (const SpanRow& span : data.spans) {
    const auto place = places.find(span.node);
    const auto* kind = std::find(kKinds.begin(), kKinds.end(), span.kind);
    if (place != places.end() && kind != kKinds.end() && span.end_s >= begin_s &&
        span.begin_s <= end_s) {
      rows[place->second].spans.push_back({static_cast<std::size_t>(kind - kKinds.begin()),
                                           std::max(begin_s, span.begin_s),
                                           std::min(end_s, span.end_s)});
    }
  }
  return rows;
}

std::vector<EventMark> link_marks(const RunData& data, double begin_s, double end_s) {
  std::vector<EventRow> events;
  std::copy_if(data.events.begin(), data.events.end(), std::back_inserter(events),
               [&](const EventRow& event) {
                 return event.kind.rfind("link_", 0) == 0 && event.simulated_s >= begin_s &&
                        event.simulated_s <= end_s;
               });
  return failure_marks(events);
}

Timeline timeline_of(const RunData& data, const std::vector<Actor>& actors, double begin_s,
                     double end_s) {
  Timeline chart;
  chart.kinds = span_kinds();
  chart.rows = rows_of(data, actors, begin_s, end_s);
  chart.marks = link_marks(data, begin_s, end_s);
  chart.marks_label = "a link's failure begins";
  return chart;
}

std::string thinning_sentence(const RunData& data) {
  std::string text;
  for (const EventRow& event : data.events) {
    if (event.kind == "thinned") {
      text = fmt::format(" Spans were thinned while recording ({}).", event.detail);
    }
  }
  return text;
}

/// The longest round that has spans; null if there are too few rounds to look into one.
const RoundRow* longest_round(const RunData& data) {
  constexpr std::size_t kFew = 3;
  std::set<std::int64_t> with_spans;
  for (const SpanRow& span : data.spans) {
    with_spans.insert(span.round);
  }
  const RoundRow* longest = nullptr;
  for (const RoundRow& round : data.rounds) {
    const double length_s = round.end_s - round.begin_s;
    if (with_spans.count(round.round) > 0 && std::isfinite(length_s) && length_s > 0.0 &&
        (longest == nullptr || length_s > longest->end_s - longest->begin_s)) {
      longest = &round;
    }
  }
  return data.rounds.size() > kFew ? longest : nullptr;
}

/// Those of the nodes that did anything within a round.
std::vector<Actor> actors_within(const RunData& data, const std::vector<Actor>& all,
                                 const RoundRow& round) {
  std::map<std::string, std::size_t> spans;
  for (const SpanRow& span : data.spans) {
    if (span.end_s > round.begin_s && span.begin_s < round.end_s) {
      ++spans[span.node];
    }
  }
  std::vector<Actor> actors;
  for (Actor actor : all) {
    actor.spans = spans[actor.name];
    actors.push_back(actor);
  }
  return chosen(std::move(actors));
}

void add_longest_round(HtmlPage& page, const RunData& data, const std::vector<Actor>& all) {
  const RoundRow* round = longest_round(data);
  if (round == nullptr) {
    return;
  }
  const std::vector<Actor> actors = actors_within(data, all, *round);
  Timeline chart = timeline_of(data, actors, round->begin_s, round->end_s);
  chart.title = fmt::format("The longest round: number {}", round->round);
  const std::string closed = round->critical_node.empty()
                                 ? "no node's result closed it: a deadline did."
                                 : fmt::format("the result of {} closed it.", round->critical_node);
  page.chart(to_page(chart), fmt::format("From {} to {} of simulated time; {} Rows as above.",
                                         quantity_text(Unit::kSeconds, round->begin_s),
                                         quantity_text(Unit::kSeconds, round->end_s), closed));
}

}  // namespace

void add_timeline(HtmlPage& page, const RunData& data) {
  page.section("Timeline of nodes");
  const std::vector<Actor> all = actors_of(data);
  const std::vector<Actor> actors = chosen(all);
  if (actors.empty()) {
    page.paragraph(fmt::format("No span of any node was recorded.{}", thinning_sentence(data)));
    return;
  }
  const double infinity = std::numeric_limits<double>::infinity();
  Timeline chart = timeline_of(data, actors, -infinity, infinity);
  chart.title = "The whole run";
  chart.x.from_zero = true;
  const std::string left_out =
      all.size() > actors.size()
          ? fmt::format(
                " Of {} nodes those with most failures and spans are drawn; {} are left "
                "out.",
                all.size(), all.size() - actors.size())
          : "";
  page.chart(
      to_page(chart),
      "One row a node. In rows where too much happens to be told apart, heights are shares of the "
      "time. Times down are always drawn." +
          left_out + thinning_sentence(data));
  add_longest_round(page, data, all);
}

}  // namespace simgrad
