#include "gui/views/timeline/timeline_canvas.hpp"

#include <algorithm>
#include <cmath>

#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include "gui/text/text.hpp"
#include "gui/theme/theme.hpp"
#include "gui/views/timeline/axis_painting.hpp"
#include "gui/views/timeline/row_painting.hpp"
#include "gui/views/timeline/timeline_text.hpp"

namespace simgrad::gui {
namespace {

constexpr int kFlattestRow = 4;
constexpr int kTallestRow = 80;
constexpr int kLabelMargin = 14;
constexpr int kLeastLabel = 150;     // pixels: "simulated time (min)" has to fit
constexpr double kMostLabel = 0.28;  // of the width
constexpr double kHoverReach = 2.0;  // pixels to either side of the pointer
constexpr double kMarkReach = 5.0;   // of a mark's pixels

}  // namespace

TimelineCanvas::TimelineCanvas(QWidget* parent)
    : QAbstractScrollArea(parent), band_(new QRubberBand(QRubberBand::Rectangle, viewport())) {
  setAccessibleName("Timeline of nodes");
  setFocusPolicy(Qt::StrongFocus);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // so that the axis keeps its width
  setFrameShape(QFrame::NoFrame);
}

void TimelineCanvas::setData(std::shared_ptr<const TimelineData> shown,
                             std::vector<std::uint32_t> nodes) {
  const bool had_row = scene_.current_row < scene_.nodes.size();
  const std::uint32_t current = had_row ? scene_.nodes[scene_.current_row] : 0;
  scene_.data = std::move(shown);
  scene_.nodes = std::move(nodes);
  const auto found = std::find(scene_.nodes.begin(), scene_.nodes.end(), current);
  scene_.current_row =
      found == scene_.nodes.end() ? 0 : static_cast<std::size_t>(found - scene_.nodes.begin());
  arrange();
  emit currentRowChanged();
}

void TimelineCanvas::setRange(const std::optional<TimeRange>& range) {
  range_ = range;
  arrange();
  emit currentRowChanged();
}

void TimelineCanvas::setCursor(double simulated_s) {
  scene_.cursor_s = simulated_s;
  viewport()->update();
  emit currentRowChanged();
}

void TimelineCanvas::setNotice(const QString& notice) {
  notice_ = notice;
  viewport()->update();
}

QString TimelineCanvas::currentText() const {
  if (scene_.current_row >= scene_.nodes.size()) {
    return {};
  }
  return momentText(*scene_.data, scene_.nodes[scene_.current_row],
                    scene_.around(scene_.cursor_s, kHoverReach));
}

void TimelineCanvas::arrange() {
  scene_.range = drawable(range_.value_or(scene_.data->whole));
  scene_.size = viewport()->size();
  scene_.header_height = headerHeight(fontMetrics());
  scene_.label_width = wantedLabelWidth();
  const int page = scene_.plot().height();
  verticalScrollBar()->setRange(0, std::max(0, scene_.rowsHeight() - page));
  verticalScrollBar()->setPageStep(page);
  verticalScrollBar()->setSingleStep(scene_.row_height);
  scene_.scrolled = verticalScrollBar()->value();
  viewport()->update();
}

int TimelineCanvas::wantedLabelWidth() const {
  const std::string* longest = nullptr;
  for (const std::uint32_t node : scene_.nodes) {
    const std::string& name = (*scene_.data->run->nodes)[node].name;
    longest = longest == nullptr || name.size() > longest->size() ? &name : longest;
  }
  const int text =
      longest == nullptr ? 0 : fontMetrics().horizontalAdvance(QString::fromStdString(*longest));
  const int most = static_cast<int>(kMostLabel * viewport()->width());
  return std::min(std::max(text + kLabelMargin, kLeastLabel), most);
}

void TimelineCanvas::paintEvent(QPaintEvent* /*event*/) {
  QPainter painter(viewport());
  painter.fillRect(viewport()->rect(), theme().background);
  if (!notice_.isEmpty()) {
    painter.setPen(theme().muted);
    painter.drawText(viewport()->rect(), Qt::AlignCenter | Qt::TextWordWrap, notice_);
    return;
  }
  painter.setClipRect(0, scene_.header_height, scene_.size.width(), scene_.plot().height());
  paintGrid(painter, scene_);
  paintRows(painter, scene_);
  paintRowLabels(painter, scene_);
  painter.setClipping(false);
  paintHeader(painter, scene_);
  paintCursor(painter, scene_);
}

void TimelineCanvas::resizeEvent(QResizeEvent* /*event*/) {
  arrange();
}

void TimelineCanvas::scrollContentsBy(int /*dx*/, int /*dy*/) {
  scene_.scrolled = verticalScrollBar()->value();
  viewport()->update();
}

void TimelineCanvas::changeEvent(QEvent* event) {
  QAbstractScrollArea::changeEvent(event);
  if (event->type() == QEvent::FontChange) {
    arrange();
  }
}

bool TimelineCanvas::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const QString text = hoverText(help->pos());
    // Names are whatever a scenario says: as text they would be taken for markup.
    QToolTip::showText(help->globalPos(), plainToolTip(text), this);
    return true;
  }
  return QAbstractScrollArea::viewportEvent(event);
}

QString TimelineCanvas::hoverText(const QPoint& at) const {
  if (!notice_.isEmpty()) {
    return {};
  }
  if (at.y() >= scene_.header_height) {
    const std::optional<std::size_t> row = scene_.rowAt(at.y());
    return row ? momentText(*scene_.data, scene_.nodes[*row],
                            scene_.around(timeAt(at.x()), kHoverReach))
               : QString();
  }
  const TimeRange near = scene_.around(timeAt(at.x()), kMarkReach);
  for (const EventMark& mark : scene_.data->link_marks) {
    if (mark.x >= near.begin_s && mark.x <= near.end_s) {
      return QString::fromStdString(mark.text);
    }
  }
  return quantityText(Unit::kSeconds, timeAt(at.x()));
}

double TimelineCanvas::timeAt(double x) const {
  const double time_s = scene_.axis().time(x - scene_.label_width);
  return std::clamp(time_s, scene_.range.begin_s, scene_.range.end_s);
}

void TimelineCanvas::wantRange(TimeRange range) {
  const TimeRange whole = scene_.data->whole;
  const TimeRange fitting = fitted(range, whole);
  emit rangeWanted(fitting == whole ? std::nullopt : std::optional(fitting));
}

void TimelineCanvas::zoom(double factor) {
  const TimeRange range = scene_.range;
  const bool is_seen = scene_.cursor_s >= range.begin_s && scene_.cursor_s <= range.end_s;
  wantRange(zoomed(range, factor, is_seen ? scene_.cursor_s : 0.5 * (range.begin_s + range.end_s)));
}

void TimelineCanvas::showAll() {
  emit rangeWanted(std::nullopt);
}

void TimelineCanvas::pan(double share) {
  wantRange(panned(scene_.range, share));
}

void TimelineCanvas::moveCursor(double share) {
  const double by_s = share * (scene_.range.end_s - scene_.range.begin_s);
  emit cursorWanted(std::clamp(scene_.cursor_s + by_s, scene_.range.begin_s, scene_.range.end_s));
}

void TimelineCanvas::scaleRows(double factor) {
  const int height = static_cast<int>(std::lround(scene_.row_height * factor));
  const int least_change = factor > 1.0 ? scene_.row_height + 1 : scene_.row_height - 1;
  setRowHeight(factor > 1.0 ? std::max(height, least_change) : std::min(height, least_change),
               scene_.header_height);
}

/// The row at `at_y` stays there.
void TimelineCanvas::setRowHeight(int height, int at_y) {
  height = std::clamp(height, kFlattestRow, kTallestRow);
  const int in_plot = at_y - scene_.header_height;
  const double rows = static_cast<double>(scene_.scrolled + in_plot) / scene_.row_height;
  scene_.row_height = height;
  arrange();
  verticalScrollBar()->setValue(static_cast<int>(rows * height) - in_plot);
}

void TimelineCanvas::setCurrentRow(std::size_t row) {
  if (row >= scene_.nodes.size()) {
    return;
  }
  scene_.current_row = row;
  const int top = scene_.rowTop(row) - scene_.header_height;
  const int below = top + scene_.row_height - scene_.plot().height();
  verticalScrollBar()->setValue(scene_.scrolled + std::max(below, 0) + std::min(top, 0));
  viewport()->update();
  emit currentRowChanged();
}

}  // namespace simgrad::gui
