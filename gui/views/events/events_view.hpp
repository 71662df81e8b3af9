#pragma once

#include "gui/views/view.hpp"

class QComboBox;

namespace simgrad::gui {

class EventsModel;
class TimeTable;

/// The events of the current run as a table; a click moves the cursor of all views there.
class EventsView : public View {
  Q_OBJECT

 public:
  explicit EventsView(Session& session);

  QString csv() const override;
  QWidget* picture() override;

 protected:
  void refresh() override;

 private:
  void showKinds();

  EventsModel* model_;
  TimeTable* table_;
  QComboBox* kind_;
};

extern const ViewInfo events_view_info;
std::unique_ptr<View> makeEventsView(Session& session);

}  // namespace simgrad::gui
