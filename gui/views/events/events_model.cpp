#include "gui/views/events/events_model.hpp"

#include <array>

#include "sim/results/quantity.hpp"

namespace simgrad::gui {
namespace {

const std::array<const char*, EventsModel::kColumns> kHeaders{"simulated time", "kind", "subject",
                                                              "detail"};

}  // namespace

void EventsModel::setEvents(const Shared<std::vector<EventRow>>& events) {
  beginResetModel();
  events_ = events;
  endResetModel();
}

int EventsModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(events_->size());
}

int EventsModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

QVariant EventsModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::UserRole)) {
    return {};
  }
  const EventRow& event = events_->at(static_cast<std::size_t>(index.row()));
  switch (index.column()) {
    case kTime:
      return role == Qt::UserRole
                 ? QVariant(event.simulated_s)
                 : QString::fromStdString(quantity_text(Unit::kSeconds, event.simulated_s));
    case kKind:
      return QString::fromStdString(event.kind);
    case kSubject:
      return QString::fromStdString(event.subject);
    default:
      return QString::fromStdString(event.detail);
  }
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole || orientation != Qt::Horizontal) {
    return {};
  }
  return kHeaders.at(static_cast<std::size_t>(section));
}

}  // namespace simgrad::gui
