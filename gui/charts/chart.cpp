#include "gui/charts/chart.hpp"

#include <algorithm>
#include <cmath>

#include <QChart>
#include <QEvent>
#include <QLineSeries>
#include <QValueAxis>

#include "gui/charts/chart_painting.hpp"
#include "gui/theme/theme.hpp"

namespace simgrad::gui {
namespace {

constexpr double kPadding = 0.04;    // of y
constexpr double kMostDashed = 4.0;  // a dashed line's ups and downs, in widths of the plot

QValueAxis* addHiddenAxis(QChart& chart, Qt::Alignment side) {
  auto* axis = new QValueAxis(&chart);
  axis->setRange(0.0, 1.0);
  axis->setVisible(false);
  chart.addAxis(axis, side);
  return axis;
}

void sortByX(QList<QPointF>& points) {
  const auto has_no_place = [](const QPointF& point) {
    return !std::isfinite(point.x());
  };
  const auto by_x = [](const QPointF& a, const QPointF& b) {
    return a.x() < b.x();
  };
  // Lists are shared until they change.
  if (std::any_of(points.cbegin(), points.cend(), has_no_place)) {
    points.removeIf(has_no_place);
  }
  if (!std::is_sorted(points.cbegin(), points.cend(), by_x)) {
    std::stable_sort(points.begin(), points.end(), by_x);
  }
}

/// Dashes in a line that goes up and down all the time cannot be seen, but cost much.
bool showsDashes(const QList<QPointF>& line, const QRectF& area) {
  double height = 0.0;
  for (qsizetype i = 1; i < line.size(); ++i) {
    height += std::abs(line[i].y() - line[i - 1].y());
  }
  return height * area.height() < kMostDashed * area.width();
}

}  // namespace

// Curves are Qt's line series, in places from 0 to 1 on axes that are not shown: QLogValueAxis
// drops a whole series for one number that is not above zero, and its ticks know no units.
Chart::Chart(QWidget* parent) : QChartView(parent) {
  chart()->legend()->hide();
  chart()->setBackgroundVisible(false);
  chart()->setMargins({});
  share_x_ = addHiddenAxis(*chart(), Qt::AlignBottom);
  share_y_ = addHiddenAxis(*chart(), Qt::AlignLeft);
  setRenderHint(QPainter::Antialiasing);
  setViewportUpdateMode(FullViewportUpdate);
  setFrameShape(NoFrame);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setWhatsThis(chartHelp());
}

void Chart::setPlot(Plot plot) {
  plot_ = std::move(plot);
  Extent x;
  Extent y;
  for (Curve& curve : plot_.curves) {
    sortByX(curve.points);
    sortByX(curve.floor);
    for (const QList<QPointF>* points : {&curve.points, &curve.floor}) {
      for (const QPointF& point : *points) {
        x.add(point.x());
        y.add(point.y());
      }
    }
  }
  for (const EventMark& mark : plot_.marks) {
    x.add(mark.x);
  }
  for (const Level& level : plot_.levels) {
    y.add(level.y);
  }
  if (plot_.x_extent) {
    x.add(plot_.x_extent->low);
    x.add(plot_.x_extent->high);
  }
  all_x_ = PlotAxis(plot_.x, x, 0.0);
  all_y_ = PlotAxis(plot_.y, y, kPadding);
  arrange();
}

void Chart::setXRange(std::optional<Range> range) {
  if (range != x_range_) {
    x_range_ = range;
    is_stale_ = !isVisible();
    if (!is_stale_) {
      arrange();
    }
  }
}

void Chart::setChosen(std::optional<double> x) {
  chosen_x_ = x;
  viewport()->update();
}

void Chart::setHovered(std::optional<double> x) {
  if (x != hovered_x_) {
    hovered_x_ = x;
    viewport()->update();
  }
}

void Chart::reset() {
  y_range_.reset();
  x_range_.reset();
  arrange();
}

bool Chart::isEmpty() const {
  return std::all_of(plot_.curves.begin(), plot_.curves.end(), [](const Curve& curve) {
    return curve.points.isEmpty();
  });
}

/// The y axis for the points within the range of x.
PlotAxis Chart::seenY() const {
  Extent extent;
  for (const Curve& curve : plot_.curves) {
    for (const QList<QPointF>* points : {&curve.points, &curve.floor}) {
      for (const QPointF& point : visible(*points, *x_range_)) {
        extent.add(point.y());
      }
    }
  }
  return extent.is_empty() ? all_y_ : all_y_.zoomedTo(PlotAxis(plot_.y, extent, kPadding).range());
}

void Chart::arrange() {
  is_stale_ = false;
  frame_.area = areaOf(viewport()->size(), QFontMetricsF(font()), plot_.names_x);
  frame_.x = x_range_ ? all_x_.zoomedTo(*x_range_) : all_x_;
  frame_.y = y_range_ ? all_y_.zoomedTo(*y_range_) : x_range_ ? seenY() : all_y_;
  chart()->setPlotArea(frame_.area);
  shapes_.clear();
  for (const Curve& curve : plot_.curves) {
    shapes_.push_back(shapeOf(curve, frame_.x, frame_.y, static_cast<int>(frame_.area.width())));
  }
  marks_ = markColumns(frame_, plot_.marks);
  showLines();
  viewport()->update();
}

void Chart::showLines() {
  std::size_t used = 0;
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    for (const QList<QPointF>& line : shapes_[i].lines) {
      if (used == series_.size()) {
        auto* series = new QLineSeries(chart());
        chart()->addSeries(series);
        series->attachAxis(share_x_);
        series->attachAxis(share_y_);
        series_.push_back(series);
      }
      QLineSeries* series = series_[used++];
      QPen pen = plot_.curves[i].pen;
      if (!showsDashes(line, frame_.area)) {
        pen.setStyle(Qt::SolidLine);
      }
      series->setPen(pen);
      series->replace(line);
      series->setVisible(true);
    }
  }
  for (std::size_t i = used; i < series_.size(); ++i) {
    series_[i]->setVisible(false);
    series_[i]->clear();
  }
}

double Chart::readX() const {
  return hovered_x_.value_or(chosen_x_.value_or(frame_.x.range().high));
}

void Chart::drawBackground(QPainter* painter, const QRectF& /*rect*/) {
  painter->fillRect(viewport()->rect(), theme().background);
  painter->setFont(font());
  if (isEmpty()) {
    return;
  }
  paintAxes(*painter, frame_, plot_);
  paintFills(*painter, frame_, plot_, shapes_);
  paintMarks(*painter, frame_, marks_);
}

void Chart::drawForeground(QPainter* painter, const QRectF& /*rect*/) {
  painter->setFont(font());
  if (isEmpty()) {
    paintNotice(*painter, frame_, plot_);
    return;
  }
  paintDots(*painter, frame_, plot_, shapes_);
  paintBeyond(*painter, frame_, plot_, shapes_);
  paintLevels(*painter, frame_, plot_);
  paintCrosshair(*painter, frame_, {chosen_x_, hovered_x_, pointer_y_});
  paintReadOut(*painter, frame_, plot_, readX());
  if (drag_ == Drag::kBand) {
    paintBand(*painter, frame_, {drag_from_, drag_to_});
  }
  if (hasFocus()) {
    paintFocus(*painter, viewport()->rect());
  }
}

void Chart::resizeEvent(QResizeEvent* event) {
  QChartView::resizeEvent(event);
  arrange();
}

void Chart::showEvent(QShowEvent* event) {
  QChartView::showEvent(event);
  if (is_stale_) {
    arrange();
  }
}

void Chart::changeEvent(QEvent* event) {
  QChartView::changeEvent(event);
  if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange) {
    arrange();
  }
}

}  // namespace simgrad::gui
