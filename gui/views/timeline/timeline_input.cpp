// What the mouse and the keys do in TimelineCanvas.

#include <algorithm>
#include <cmath>

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include "gui/views/timeline/timeline_canvas.hpp"

namespace simgrad::gui {
namespace {

constexpr double kZoomStep = 1.25;  // of a notch of the wheel, or a key
constexpr double kRowStep = 1.15;
constexpr double kWheelNotch = 120.0;  // eighths of a degree
constexpr double kPanStep = 0.1;       // of the range
constexpr double kCursorStep = 0.01;
constexpr double kReach = 2.0;  // pixels to either side of the pointer

}  // namespace

void TimelineCanvas::mousePressEvent(QMouseEvent* event) {
  const bool is_drag = event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton;
  if (!is_drag || !notice_.isEmpty()) {
    return;
  }
  const QPoint at = event->position().toPoint();
  const bool is_band = event->modifiers().testFlag(Qt::ShiftModifier) || !scene_.rowAt(at.y());
  drag_ = Drag{at, scene_.range, scene_.scrolled, is_band && at.x() >= scene_.label_width, false};
}

void TimelineCanvas::mouseMoveEvent(QMouseEvent* event) {
  if (!drag_) {
    return;
  }
  const QPoint at = event->position().toPoint();
  drag_->has_moved =
      drag_->has_moved || (at - drag_->from).manhattanLength() >= QApplication::startDragDistance();
  if (drag_->has_moved) {
    dragTo(at);
  }
}

void TimelineCanvas::dragTo(const QPoint& at) {
  const QRect plot = scene_.plot();
  if (drag_->is_band) {
    const int begin = std::clamp(std::min(at.x(), drag_->from.x()), plot.left(), plot.right());
    const int end = std::clamp(std::max(at.x(), drag_->from.x()), plot.left(), plot.right());
    band_->setGeometry(begin, 0, end - begin + 1, scene_.size.height());
    band_->show();
    return;
  }
  const QPoint by = at - drag_->from;
  wantRange(panned(drag_->range, -static_cast<double>(by.x()) / plot.width()));
  verticalScrollBar()->setValue(drag_->scrolled - by.y());
}

void TimelineCanvas::mouseReleaseEvent(QMouseEvent* event) {
  if (!drag_) {
    return;
  }
  const Drag drag = *drag_;
  drag_.reset();
  band_->hide();
  const QPoint at = event->position().toPoint();
  const bool is_wide = std::abs(at.x() - drag.from.x()) >= QApplication::startDragDistance();
  if (drag.is_band && is_wide) {
    const auto [begin_s, end_s] = std::minmax({timeAt(drag.from.x()), timeAt(at.x())});
    wantRange({begin_s, end_s});
  } else if (!drag.has_moved) {
    if (const std::optional<std::size_t> row = scene_.rowAt(at.y())) {
      setCurrentRow(*row);
    }
    if (at.x() >= scene_.label_width) {
      emit cursorWanted(timeAt(at.x()));
    }
  }
}

void TimelineCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
  const QPoint at = event->position().toPoint();
  if (notice_.isEmpty() && at.x() >= scene_.label_width) {
    const std::optional<std::size_t> row = scene_.rowAt(at.y());
    emit roundWanted(scene_.around(timeAt(at.x()), kReach), row ? static_cast<int>(*row) : -1);
  }
}

void TimelineCanvas::wheelEvent(QWheelEvent* event) {
  const QPoint angle = event->angleDelta();
  const double notches = angle.y() / kWheelNotch;
  const QPointF at = event->position();
  event->accept();
  if (event->modifiers().testFlag(Qt::ControlModifier)) {
    const double height = scene_.row_height * std::pow(kRowStep, notches);
    setRowHeight(static_cast<int>(notches > 0 ? std::ceil(height) : std::floor(height)),
                 static_cast<int>(at.y()));
  } else if (event->modifiers().testFlag(Qt::ShiftModifier) || at.x() < scene_.label_width) {
    const int rows = QApplication::wheelScrollLines();
    verticalScrollBar()->setValue(scene_.scrolled -
                                  static_cast<int>(notches * rows * scene_.row_height));
  } else if (std::abs(angle.x()) > std::abs(angle.y())) {
    pan(-kPanStep * angle.x() / kWheelNotch);
  } else if (notches != 0.0) {
    wantRange(zoomed(scene_.range, std::pow(kZoomStep, notches), timeAt(at.x())));
  }
}

void TimelineCanvas::keyPressEvent(QKeyEvent* event) {
  const bool has_shift = event->modifiers().testFlag(Qt::ShiftModifier);
  if (!pressTimeKey(event->key(), has_shift) && !pressRowKey(event->key())) {
    QAbstractScrollArea::keyPressEvent(event);
  }
}

/// Returns whether the key does something.
bool TimelineCanvas::pressTimeKey(int key, bool has_shift) {
  switch (key) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      zoom(kZoomStep);
      return true;
    case Qt::Key_Minus:
      zoom(1.0 / kZoomStep);
      return true;
    case Qt::Key_Home:
      showAll();
      return true;
    case Qt::Key_Left:
    case Qt::Key_Right: {
      const double sign = key == Qt::Key_Left ? -1.0 : 1.0;
      has_shift ? moveCursor(sign * kCursorStep) : pan(sign * kPanStep);
      return true;
    }
    case Qt::Key_N:
    case Qt::Key_P:
      emit roundStepWanted(key == Qt::Key_N ? 1 : -1);
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      emit roundWanted(scene_.around(scene_.cursor_s, kReach),
                       static_cast<int>(scene_.current_row));
      return true;
    default:
      return false;
  }
}

/// Returns whether the key does something.
bool TimelineCanvas::pressRowKey(int key) {
  const std::size_t rows = scene_.nodes.size();
  if (rows == 0) {
    return false;
  }
  const auto page =
      static_cast<std::size_t>(std::max(1, scene_.plot().height() / scene_.row_height));
  const std::size_t row = scene_.current_row;
  switch (key) {
    case Qt::Key_Up:
      setCurrentRow(row - std::min<std::size_t>(row, 1));
      return true;
    case Qt::Key_Down:
      setCurrentRow(std::min(row + 1, rows - 1));
      return true;
    case Qt::Key_PageUp:
      setCurrentRow(row - std::min(row, page));
      return true;
    case Qt::Key_PageDown:
      setCurrentRow(std::min(row + page, rows - 1));
      return true;
    default:
      return false;
  }
}

}  // namespace simgrad::gui
