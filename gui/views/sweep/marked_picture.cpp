#include "gui/views/sweep/marked_picture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "gui/theme/theme.hpp"

namespace simgrad::gui {
namespace {

constexpr double kReach = 6.0;       // pixels beside a mark that still hit it
constexpr double kAskewCosts = 3.0;  // how much worse a neighbour is for not being straight ahead

QPointF directionOf(int key) {
  switch (key) {
    case Qt::Key_Left:
      return {-1.0, 0.0};
    case Qt::Key_Right:
      return {1.0, 0.0};
    case Qt::Key_Up:
      return {0.0, -1.0};
    case Qt::Key_Down:
      return {0.0, 1.0};
    default:
      return {};
  }
}

double distance(const QPointF& a, const QPointF& b) {
  return std::hypot(a.x() - b.x(), a.y() - b.y());
}

}  // namespace

MarkedPicture::MarkedPicture(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(320, 220);
}

std::optional<std::size_t> MarkedPicture::markAt(const QPointF& place) const {
  std::optional<std::size_t> nearest;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    const QRectF& area = marks_[i].area;
    const double away = distance(area.center(), place);
    if (away < least && area.adjusted(-kReach, -kReach, kReach, kReach).contains(place)) {
      least = away;
      nearest = i;
    }
  }
  return nearest;
}

std::optional<std::size_t> MarkedPicture::neighbour(QPointF direction) const {
  const QPointF from = marks_[*current_].area.center();
  std::optional<std::size_t> best;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    const QPointF step = marks_[i].area.center() - from;
    const double ahead = QPointF::dotProduct(step, direction);
    const double aside = std::abs(step.x() * direction.y() - step.y() * direction.x());
    const double cost = ahead + kAskewCosts * aside;
    if (ahead > 0.5 && cost < least) {
      least = cost;
      best = i;
    }
  }
  return best;
}

void MarkedPicture::setCurrent(std::optional<std::size_t> mark) {
  if (mark) {
    current_ = mark;
    setAccessibleDescription(marks_[*mark].words);
    emit pointedAt(marks_[*mark].words);
    update();
  }
}

void MarkedPicture::redraw() {
  marks_.clear();
  update();
}

bool MarkedPicture::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto mark = markAt(help->pos());
    if (mark) {
      const QRect area = marks_[*mark].area.toAlignedRect();
      QToolTip::showText(help->globalPos(), "<qt>" + marks_[*mark].words.toHtmlEscaped() + "</qt>",
                         this, area);
    } else {
      QToolTip::hideText();
    }
    return true;
  }
  return QWidget::event(event);
}

void MarkedPicture::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(rect(), theme().background);
  marks_ = draw(painter);
  if (current_ && *current_ >= marks_.size()) {
    current_.reset();
  }
  if (current_ && hasFocus()) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2.0));
    painter.drawRect(marks_[*current_].area.adjusted(-2.0, -2.0, 2.0, 2.0));
  }
}

void MarkedPicture::mousePressEvent(QMouseEvent* event) {
  setCurrent(markAt(event->position()));
}

void MarkedPicture::mouseDoubleClickEvent(QMouseEvent* event) {
  const auto mark = markAt(event->position());
  setCurrent(mark);
  if (mark) {
    emit opened(marks_[*mark].runs);
  }
}

void MarkedPicture::keyPressEvent(QKeyEvent* event) {
  const bool opens = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  const bool goes_to_end = event->key() == Qt::Key_Home || event->key() == Qt::Key_End;
  const QPointF direction = directionOf(event->key());
  if (marks_.empty() || (!opens && !goes_to_end && direction.isNull())) {
    QWidget::keyPressEvent(event);
  } else if (!current_ || goes_to_end) {
    setCurrent(event->key() == Qt::Key_End ? marks_.size() - 1 : 0);
  } else if (opens) {
    emit opened(marks_[*current_].runs);
  } else {
    setCurrent(neighbour(direction));
  }
}

void MarkedPicture::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  if (!current_ && !marks_.empty() && event->reason() != Qt::MouseFocusReason) {
    setCurrent(0);
  }
  update();
}

}  // namespace simgrad::gui
