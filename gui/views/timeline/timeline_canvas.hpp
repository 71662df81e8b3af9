#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QAbstractScrollArea>
#include <QPoint>
#include <QRubberBand>

#include "gui/views/timeline/timeline_scene.hpp"

namespace simgrad::gui {

/// Rows of spans under a time axis. Draws what is seen of them only.
///
/// Wheel: zoom around the pointer; with Shift, or over names: scroll; with Ctrl: height of rows.
/// Drag: move; with Shift, or along the axis: zoom to what was covered. Keys: see keyPressEvent.
class TimelineCanvas : public QAbstractScrollArea {
  Q_OBJECT

 public:
  explicit TimelineCanvas(QWidget* parent = nullptr);

  /// The current row stays that of its node. @param nodes  those that get a row
  void setData(std::shared_ptr<const TimelineData> shown, std::vector<std::uint32_t> nodes);
  /// @param range  none: all
  void setRange(const std::optional<TimeRange>& range);
  void setCursor(double simulated_s);
  /// Says, in place of rows, why there are none.
  void setNotice(const QString& notice);
  const QString& notice() const { return notice_; }

  const TimelineScene& scene() const { return scene_; }
  /// What the current row's node did at the cursor's moment; empty without rows.
  QString currentText() const;

 public slots:
  /// @param factor  > 1: taller rows
  void scaleRows(double factor);
  /// Around the cursor if it is seen, else around the middle. @param factor  > 1: less time
  void zoom(double factor);
  void showAll();

 signals:
  void rangeWanted(std::optional<simgrad::gui::TimeRange> range);
  void cursorWanted(double simulated_s);
  /// The round that the node of a row is busy with at this moment, of some extent. Row −1: any.
  void roundWanted(simgrad::gui::TimeRange moment, int row);
  /// Of the round shown, or at the cursor, the one before (−1) or after (+1).
  void roundStepWanted(int step);
  void currentRowChanged();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;
  bool viewportEvent(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  struct Drag {
    QPoint from;
    TimeRange range;
    int scrolled = 0;
    bool is_band = false;
    bool has_moved = false;
  };

  void arrange();
  int wantedLabelWidth() const;
  void wantRange(TimeRange range);
  void pan(double share);
  void moveCursor(double share);
  bool pressTimeKey(int key, bool has_shift);
  bool pressRowKey(int key);
  void setCurrentRow(std::size_t row);
  void setRowHeight(int height, int at_y);
  void dragTo(const QPoint& at);
  double timeAt(double x) const;
  QString hoverText(const QPoint& at) const;

  TimelineScene scene_;
  std::optional<TimeRange> range_;
  QString notice_;
  std::optional<Drag> drag_;
  QRubberBand* band_;
};

}  // namespace simgrad::gui
