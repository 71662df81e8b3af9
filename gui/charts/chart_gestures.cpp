#include <algorithm>
#include <cmath>
#include <utility>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLineF>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include "gui/charts/chart.hpp"
#include "gui/charts/chart_painting.hpp"
#include "gui/charts/read_out.hpp"

namespace simgrad::gui {
namespace {

constexpr double kZoom = 1.25;        // of one step of the wheel or key
constexpr double kWheelStep = 120.0;  // Qt's: eighths of a degree
constexpr double kPan = 0.1;          // share of what is seen, of one key
constexpr double kClick = 4.0;        // pixels that a pointer may move in a click
constexpr double kNear = 4.0;         // pixels around a mark
constexpr int kSteps = 100;           // of the chosen x across what is seen

bool isForY(Qt::KeyboardModifiers keys) {
  return keys.testFlag(Qt::ControlModifier) || keys.testFlag(Qt::ShiftModifier);
}

}  // namespace

QString chartHelp() {
  return QStringLiteral(
      "Wheel: zoom along x; with Ctrl or Shift along y. Drag: zoom to what you mark; a flat drag "
      "chooses x alone, a narrow one y. Shift and drag, or the middle button: move. Click: choose "
      "the moment that "
      "is read. Double click or Home: show all. Keys: + and - zoom (with Ctrl along y), arrows "
      "move, Shift and arrows move the moment that is read.");
}

void Chart::chooseX(std::optional<Range> range) {
  if (range) {
    range = all_x_.held(*range);
    if (*range == all_x_.range() || !(range->low < range->high)) {
      range.reset();
    }
  }
  setXRange(range);
  emit xRangeChosen(range);
}

void Chart::zoomX(double factor, double about) {
  chooseX(frame_.x.zoomed(factor, about));
}

void Chart::zoomY(double factor, double about) {
  y_range_ = all_y_.held(frame_.y.zoomed(factor, about));
  arrange();
}

void Chart::panBy(double x_share, double y_share) {
  if (x_range_ && x_share != 0.0) {
    chooseX(all_x_.held(frame_.x.panned(x_share)));
  }
  if (y_range_ && y_share != 0.0) {
    y_range_ = all_y_.held(frame_.y.panned(y_share));
    arrange();
  }
}

void Chart::moveChosen(int steps) {
  const Range& range = frame_.x.range();
  const double from = frame_.x.place(chosen_x_.value_or(range.high));
  const double place = std::clamp(from + static_cast<double>(steps) / kSteps, 0.0, 1.0);
  emit xChosen(frame_.x.value(place));
  showMarksNear(frame_.pixelOfPlace({place, 0.5}).toPoint());
}

void Chart::zoomToBand() {
  const QRectF band = bandOf(frame_, {drag_from_, drag_to_});
  const double left = frame_.placeOfX(band.left());
  const double right = frame_.placeOfX(band.right());
  const double bottom = frame_.placeOfY(band.bottom());
  const double top = frame_.placeOfY(band.top());
  if (top - bottom < 1.0) {
    y_range_ = all_y_.held(frame_.y.part(bottom, top));
    arrange();
  }
  if (right - left < 1.0) {
    chooseX(frame_.x.part(left, right));
  }
}

void Chart::hoverAt(const QPointF& pixel) {
  const bool is_inside = frame_.area.contains(pixel);
  pointer_y_ = is_inside ? std::optional(pixel.y()) : std::nullopt;
  setHovered(is_inside ? std::optional(frame_.x.value(frame_.placeOfX(pixel.x()))) : std::nullopt);
  viewport()->update();
  emit xHovered(hovered_x_);
}

void Chart::showMarksNear(const QPoint& pixel) {
  QString text;
  if (frame_.area.contains(pixel)) {
    text = marksWithin(plot_, {frame_.x.value(frame_.placeOfX(pixel.x() - kNear)),
                               frame_.x.value(frame_.placeOfX(pixel.x() + kNear))});
  }
  const QString plain = "<p style='white-space:pre'>" + text.toHtmlEscaped() + "</p>";
  QToolTip::showText(viewport()->mapToGlobal(pixel), text.isEmpty() ? text : plain, viewport());
}

bool Chart::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    showMarksNear(static_cast<QHelpEvent*>(event)->pos());
    return true;
  }
  if (event->type() == QEvent::Leave) {
    pointer_y_.reset();
    setHovered(std::nullopt);
    emit xHovered(std::nullopt);
  }
  return QChartView::viewportEvent(event);
}

void Chart::wheelEvent(QWheelEvent* event) {
  if (isEmpty()) {
    return event->ignore();
  }
  // With Alt or Shift some platforms turn a vertical wheel into a horizontal one.
  const QPoint angle = event->angleDelta();
  const bool is_for_y = isForY(event->modifiers());
  const double turns = (angle.y() != 0 || !is_for_y ? angle.y() : angle.x()) / kWheelStep;
  const double factor = std::pow(kZoom, -turns);
  if (is_for_y) {
    zoomY(factor, frame_.placeOfY(event->position().y()));
  } else if (turns != 0.0) {
    zoomX(factor, frame_.placeOfX(event->position().x()));
  } else {
    panBy(-angle.x() / kWheelStep * kPan, 0.0);
  }
  hoverAt(event->position());
  event->accept();
}

void Chart::mousePressEvent(QMouseEvent* event) {
  const bool is_pan =
      event->button() == Qt::MiddleButton ||
      (event->button() == Qt::LeftButton && event->modifiers().testFlag(Qt::ShiftModifier));
  if (is_pan) {
    drag_ = Drag::kPan;
  } else if (event->button() == Qt::LeftButton && frame_.area.contains(event->position()) &&
             !isEmpty()) {
    drag_ = Drag::kBand;
  }
  drag_from_ = event->position();
  drag_to_ = drag_from_;
  event->accept();
}

void Chart::mouseMoveEvent(QMouseEvent* event) {
  if (drag_ == Drag::kPan) {
    const QPointF moved = event->position() - drag_to_;
    panBy(-moved.x() / frame_.area.width(), moved.y() / frame_.area.height());
  }
  drag_to_ = event->position();
  hoverAt(event->position());
}

void Chart::mouseReleaseEvent(QMouseEvent* event) {
  const Drag drag = std::exchange(drag_, Drag::kNone);
  drag_to_ = event->position();
  if (drag == Drag::kBand) {
    if (QLineF(drag_from_, drag_to_).length() <= kClick) {
      emit xChosen(frame_.x.value(frame_.placeOfX(drag_from_.x())));
    } else {
      zoomToBand();
    }
  }
  viewport()->update();
}

void Chart::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) {
    reset();
    emit xRangeChosen(std::nullopt);
  }
}

void Chart::keyPressEvent(QKeyEvent* event) {
  if (isEmpty()) {
    return event->ignore();
  }
  const bool is_for_y = event->modifiers().testFlag(Qt::ControlModifier);
  const bool is_chosen = event->modifiers().testFlag(Qt::ShiftModifier);
  const double about = std::clamp(frame_.x.place(readX()), 0.0, 1.0);
  const auto zoom = [&](double factor) {
    is_for_y ? zoomY(factor, 0.5) : zoomX(factor, about);
  };
  const auto move = [&](int steps) {
    is_chosen ? moveChosen(steps) : panBy(steps * kPan, 0.0);
  };
  switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return zoom(1.0 / kZoom);
    case Qt::Key_Minus:
    case Qt::Key_Underscore:
      return zoom(kZoom);
    case Qt::Key_Left:
      return move(-1);
    case Qt::Key_Right:
      return move(1);
    case Qt::Key_Up:
      return panBy(0.0, kPan);
    case Qt::Key_Down:
      return panBy(0.0, -kPan);
    case Qt::Key_Home:
      reset();
      emit xRangeChosen(std::nullopt);
      return;
    case Qt::Key_Escape:
      if (drag_ != Drag::kNone) {
        drag_ = Drag::kNone;
        return viewport()->update();
      }
      break;
    default:
      break;
  }
  event->ignore();
}

}  // namespace simgrad::gui
