#include "gui/views/timeline/timeline_text.hpp"

#include <algorithm>
#include <limits>

#include <QStringList>

#include "gui/text/text.hpp"
#include "gui/theme/theme.hpp"
#include "gui/views/timeline/span_lookup.hpp"

namespace simgrad::gui {
namespace {

constexpr int kDigits = 9;
constexpr std::size_t kMostLines = 6;  // of spans, and as many of events

/// "4 min 10 s (250.125 s)": to the second is not enough to tell spans apart.
QString moment(double simulated_s) {
  const QString text = quantityText(Unit::kSeconds, simulated_s);
  return text.contains("min") || text.contains('h')
             ? QString("%1 (%2 s)").arg(text, QString::number(simulated_s, 'g', kDigits))
             : text;
}

void addMore(QStringList& lines, std::size_t count, const QString& what) {
  if (count > kMostLines) {
    lines += QString("… and %1 more %2").arg(count - kMostLines).arg(what);
  }
}

}  // namespace

QString spanText(const Span& span) {
  return QString("%1 from %2, for %3, in round %4")
      .arg(spanKindName(span.kind), moment(span.begin_s),
           quantityText(Unit::kSeconds, span.end_s - span.begin_s))
      .arg(span.round);
}

QString eventText(const EventRow& event) {
  const QString text =
      QString("%1 at %2").arg(QString::fromStdString(event.kind), moment(event.simulated_s));
  return event.detail.empty() ? text : text + ": " + QString::fromStdString(event.detail);
}

QString momentText(const TimelineData& data, std::size_t node, TimeRange range) {
  QStringList lines{QString::fromStdString((*data.run->nodes)[node].name)};
  const FoundSpans found = spansWithin(data.index, node, range, kMostLines);
  for (const Span& span : found.spans) {
    lines += spanText(span);
  }
  addMore(lines, found.count, "spans");
  const std::vector<EventRow>& events = *data.run->events;
  std::size_t count = 0;
  for (const std::uint32_t event : data.events.of(node)) {
    const double at_s = events[event].simulated_s;
    if (at_s >= range.begin_s && at_s <= range.end_s && ++count <= kMostLines) {
      lines += eventText(events[event]);
    }
  }
  addMore(lines, count, "events");
  return lines.join('\n');
}

QString spansCsv(const TimelineData& data, const std::vector<std::uint32_t>& nodes,
                 TimeRange range) {
  QString csv = "node,kind,begin_s,end_s,round\n";
  for (const std::uint32_t node : nodes) {
    const QString name = csvField(QString::fromStdString((*data.run->nodes)[node].name));
    const FoundSpans found =
        spansWithin(data.index, node, range, std::numeric_limits<std::size_t>::max());
    for (const Span& span : found.spans) {
      csv += name + ',' + spanKindName(span.kind) + ',' + exactText(span.begin_s) + ',' +
             exactText(span.end_s) + ',' + QString::number(span.round) + '\n';
    }
  }
  return csv;
}

}  // namespace simgrad::gui
