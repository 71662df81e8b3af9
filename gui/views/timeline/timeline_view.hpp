#pragma once

#include <memory>

#include "gui/views/timeline/timeline_data.hpp"
#include "gui/views/view.hpp"

class QCheckBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace simgrad::gui {

class TimelineCanvas;

/// What every node of the current run did and when: a row each.
class TimelineView : public View {
  Q_OBJECT

 public:
  explicit TimelineView(Session& session);

  QString csv() const override;
  QWidget* picture() override { return picture_; }

 protected:
  void refresh() override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void makePicture();
  void makeFilter();
  void makeRoundChoice();
  void addZoomControls(QHBoxLayout& controls);
  void connectCanvas();

  void showNodes();
  void followFocus();
  void showFocus();
  void showMoment();
  void showRound(std::size_t index);
  void showRoundAt(TimeRange moment, int row);
  void stepRound(int step);
  const std::vector<RoundRow>& rounds() const;
  QString noticeFor(std::size_t shown_nodes) const;

  std::shared_ptr<const TimelineData> data_ = std::make_shared<const TimelineData>();
  QWidget* picture_;
  TimelineCanvas* canvas_;
  QLineEdit* pattern_;
  QCheckBox* only_failed_;
  QLabel* count_;
  QSpinBox* round_;
  QLabel* thinning_;
  QLabel* moment_;
};

extern const ViewInfo timeline_view_info;
std::unique_ptr<View> makeTimelineView(Session& session);

}  // namespace simgrad::gui
