#pragma once

#include "gui/views/view.hpp"

namespace simgrad::gui {

class RoundsModel;
class TimeTable;

/// The rounds of the current run as a table; a click moves the cursor of all views to a round's
/// end, a double click zooms to it.
class RoundsView : public View {
  Q_OBJECT

 public:
  explicit RoundsView(Session& session);

  QString csv() const override;
  QWidget* picture() override;

 protected:
  void refresh() override;

 private:
  RoundsModel* model_;
  TimeTable* table_;
};

extern const ViewInfo rounds_view_info;
std::unique_ptr<View> makeRoundsView(Session& session);

}  // namespace simgrad::gui
