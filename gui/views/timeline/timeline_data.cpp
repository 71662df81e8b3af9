#include "gui/views/timeline/timeline_data.hpp"

#include <algorithm>
#include <iterator>

#include <QRegularExpression>

#include "gui/views/timeline/time_axis.hpp"

namespace simgrad::gui {
namespace {

std::vector<EventMark> linkMarks(const std::vector<EventRow>& events) {
  std::vector<EventRow> of_links;
  std::copy_if(events.begin(), events.end(), std::back_inserter(of_links),
               [](const EventRow& event) {
                 return event.kind.starts_with("link_");
               });
  return failure_marks(of_links);
}

}  // namespace

bool TimelineData::hasFailed(std::size_t node) const {
  const std::span<const std::uint32_t> of_node = events.of(node);
  return index.wasDown(node) ||
         std::any_of(of_node.begin(), of_node.end(), [&](std::uint32_t event) {
           return roleOf((*run->events)[event].kind) == EventRole::kFailure;
         });
}

TimelineData timelineDataOf(const RunPointer& run, const TimelineData& before) {
  TimelineData data;
  if (run == nullptr) {
    return data;
  }
  const bool had_run = before.run != nullptr;
  data.run = run;
  data.index = had_run && before.run->spans == run->spans ? before.index : SpanIndex(run->spans);
  const bool same_events =
      had_run && before.run->nodes == run->nodes && before.run->events == run->events;
  data.events = same_events ? before.events : NodeEvents(*run->nodes, *run->events);
  data.link_marks = same_events ? before.link_marks : linkMarks(*run->events);
  const TimeRange spans = data.index.extent();
  data.whole = drawable({std::min(0.0, spans.begin_s), std::max({0.0, spans.end_s, run->end()})});
  return data;
}

std::vector<std::uint32_t> shownNodes(const TimelineData& data, const NodeFilter& filter) {
  std::vector<std::uint32_t> shown;
  if (data.run == nullptr) {
    return shown;
  }
  const QString pattern = filter.pattern.trimmed();
  const bool is_glob = pattern.contains(QRegularExpression("[*?\\[]"));
  const QRegularExpression glob(
      is_glob ? QRegularExpression::wildcardToRegularExpression(pattern) : QString(),
      QRegularExpression::CaseInsensitiveOption);
  const auto matches = [&](std::size_t node) {
    const QString name = QString::fromStdString((*data.run->nodes)[node].name);
    return is_glob && glob.isValid() ? glob.match(name).hasMatch()
                                     : name.contains(pattern, Qt::CaseInsensitive);
  };
  for (std::size_t node = 0; node < data.index.nodes(); ++node) {
    if ((!filter.only_failed || data.hasFailed(node)) && (pattern.isEmpty() || matches(node))) {
      shown.push_back(static_cast<std::uint32_t>(node));
    }
  }
  return shown;
}

QString thinningText(const TimelineData& data) {
  QString text;
  if (data.run != nullptr) {
    for (const EventRow& event : *data.run->events) {
      if (event.kind == "thinned") {
        text = QString("Spans were thinned while recording (%1).")
                   .arg(QString::fromStdString(event.detail));
      }
    }
  }
  return text;
}

}  // namespace simgrad::gui
