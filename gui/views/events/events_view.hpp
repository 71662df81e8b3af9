#pragma once

#include "gui/views/view.hpp"

class QSortFilterProxyModel;
class QTableView;

namespace simgrad::gui {

class EventsModel;

/// The events of the current run as a table; a click moves the cursor of all views there.
class EventsView : public View {
  Q_OBJECT

 public:
  explicit EventsView(Session& session);

  QString csv() const override;

 protected:
  void refresh() override;

 private:
  EventsModel* model_;
  QSortFilterProxyModel* sorted_;
  QTableView* table_;
};

extern const ViewInfo events_view_info;
std::unique_ptr<View> makeEventsView(Session& session);

}  // namespace simgrad::gui
