#include "gui/views/events/events_model.hpp"

#include <array>
#include <set>
#include <string_view>

namespace simgrad::gui {
namespace {

constexpr std::array<TableColumn<EventRow>, 4> kEventColumns{
    {{.title = "simulated time",
      .help = "When it happened",
      .unit = Unit::kSeconds,
      .number =
          [](const EventRow& event) {
            return std::optional(event.simulated_s);
          }},
     {.title = "kind",
      .help = "What happened",
      .text =
          [](const EventRow& event) {
            return QString::fromStdString(event.kind);
          }},
     {.title = "subject",
      .help = "The host, node or link that it happened to",
      .text =
          [](const EventRow& event) {
            return QString::fromStdString(event.subject);
          }},
     {.title = "detail", .help = "Why, or how", .text = [](const EventRow& event) {
        return QString::fromStdString(event.detail);
      }}}};

}  // namespace

EventsModel::EventsModel(QObject* parent) : RowsModel(kEventColumns, parent) {}

std::optional<int> EventsModel::rowAt(double simulated_s) const {
  std::optional<int> last;
  for (int i = 0; i < rowCount(); ++i) {
    if (time(i) <= simulated_s && (!last || time(i) >= time(*last))) {
      last = i;
    }
  }
  return last;
}

QStringList EventsModel::kinds() const {
  std::set<std::string_view> kinds;
  for (const EventRow& event : rows()) {
    kinds.insert(event.kind);
  }
  QStringList list;
  for (const std::string_view kind : kinds) {
    list += QString::fromUtf8(kind.data(), static_cast<qsizetype>(kind.size()));
  }
  return list;
}

bool EventsModel::isEqual(const EventRow& a, const EventRow& b) const {
  return a.rowid == b.rowid && a.simulated_s == b.simulated_s && a.kind == b.kind &&
         a.subject == b.subject && a.detail == b.detail;
}

}  // namespace simgrad::gui
