#pragma once

#include <vector>

#include <QStringList>

#include "gui/reading/run_snapshot.hpp"
#include "gui/tables/rows_model.hpp"

namespace simgrad::gui {

/// The events of a run, a row each.
class EventsModel : public RowsModel<EventRow> {
  Q_OBJECT

 public:
  enum Column { kTime, kKind, kSubject, kDetail };

  explicit EventsModel(QObject* parent = nullptr);

  double time(int row) const override { return this->row(row).simulated_s; }
  std::optional<TimeRange> range(int /*row*/) const override { return std::nullopt; }
  /// The last event up to then.
  std::optional<int> rowAt(double simulated_s) const override;

  /// The kinds that occur, sorted.
  QStringList kinds() const;

 protected:
  bool isSame(const EventRow& a, const EventRow& b) const override { return isEqual(a, b); }
  bool isEqual(const EventRow& a, const EventRow& b) const override;
};

}  // namespace simgrad::gui
