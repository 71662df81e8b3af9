#include "gui/views/sweep/dot_picture.hpp"

#include <algorithm>
#include <cmath>

#include <QPainter>

#include "gui/theme/theme.hpp"
#include "gui/views/sweep/plot_frame.hpp"
#include "gui/views/sweep/series_key.hpp"

namespace simgrad::gui {
namespace {

constexpr double kMargin = 14.0;
constexpr double kPadding = 0.05;
constexpr double kDotHeight = 18.0;
constexpr double kRowGap = 12.0;
constexpr double kRadius = 5.0;
constexpr double kLabelGap = 14.0;
constexpr double kMostLabel = 0.35;    // of the width
constexpr double kHeadHeight = 120.0;  // title, key and axis, about
constexpr int kIntervalAlpha = 140;

double rowHeight(const DotRow& row) {
  return kDotHeight * static_cast<double>(std::max<std::size_t>(1, row.dots.size())) + kRowGap;
}

double heightOf(const DotFigure& figure) {
  double height = 0.0;
  for (const DotRow& row : figure.rows) {
    height += rowHeight(row);
  }
  return height;
}

Extent extentOf(const DotFigure& figure) {
  Extent extent;
  for (const DotRow& row : figure.rows) {
    for (const FigureDot& dot : row.dots) {
      extent.add(dot.value);
      if (dot.range) {
        extent.add(dot.range->low);
        extent.add(dot.range->high);
      }
    }
  }
  return extent;
}

std::vector<KeyEntry> keyOf(const DotFigure& figure) {
  std::vector<KeyEntry> key;
  for (std::size_t i = 0; i < figure.groups.size(); ++i) {
    key.push_back({figure.groups[i], i, KeyEntry::Swatch::kMarker});
  }
  const bool has_beyond =
      std::any_of(figure.rows.begin(), figure.rows.end(), [](const DotRow& row) {
        return std::any_of(row.dots.begin(), row.dots.end(), [](const FigureDot& dot) {
          return std::isinf(dot.value);
        });
      });
  if (has_beyond) {
    key.push_back({figure.never, 0, KeyEntry::Swatch::kBeyond});
  }
  return key;
}

}  // namespace

void DotPicture::setFigure(DotFigure figure) {
  figure_ = std::move(figure);
  setAccessibleName(figure_.title);
  setMinimumHeight(static_cast<int>(heightOf(figure_) + kHeadHeight));
  redraw();
}

std::vector<Mark> DotPicture::draw(QPainter& painter) const {
  std::vector<Mark> marks;
  const QFontMetricsF font(painter.font());
  QRectF outer = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
  outer = drawKey(painter, drawTitle(painter, outer, figure_.title), keyOf(figure_));
  double widest = 0.0;
  for (const DotRow& row : figure_.rows) {
    widest = std::max(widest, font.horizontalAdvance(row.label));
  }
  const double labels = std::min(widest, kMostLabel * outer.width());
  const double room = outer.height() - bottomAxisHeight(font);
  const double stretch = std::clamp(room / std::max(1.0, heightOf(figure_)), 1.0, 2.0);
  const QRectF area(outer.left() + labels + kLabelGap, outer.top(),
                    outer.width() - labels - kLabelGap - font.height(),
                    std::min(room, stretch * heightOf(figure_)));
  const Scale x(figure_.x, extentOf(figure_), kPadding);
  drawBottomAxis(painter, area, x);
  double top = area.top();
  for (const DotRow& row : figure_.rows) {
    const double height = stretch * rowHeight(row);
    painter.setPen(theme().text);
    painter.drawText(QRectF(outer.left(), top, labels, height), Qt::AlignRight | Qt::AlignVCenter,
                     font.elidedText(row.label, Qt::ElideMiddle, labels));
    double y = top + 0.5 * height -
               0.5 * stretch * kDotHeight * (static_cast<double>(row.dots.size()) - 1.0);
    for (const FigureDot& dot : row.dots) {
      marks.push_back(drawDot(painter, area, x, dot, y));
      y += stretch * kDotHeight;
    }
    top += height;
  }
  return marks;
}

Mark DotPicture::drawDot(QPainter& painter, const QRectF& area, const Scale& x,
                         const FigureDot& dot, double y) const {
  const auto place = [&](double value) {
    return area.left() + x.share(value) * area.width();
  };
  QColor colour = seriesColour(dot.group);
  QPointF at(place(dot.value), y);
  if (dot.range) {
    QColor faint = colour;
    faint.setAlpha(kIntervalAlpha);
    painter.setPen(QPen(faint, 3.0));
    painter.drawLine(QPointF(place(dot.range->low), y), QPointF(place(dot.range->high), y));
  }
  if (x.holds(dot.value)) {
    painter.fillPath(markerShape(dot.group, at, kRadius), colour);
  } else {
    const bool is_right = dot.value > 0.0;
    at.rx() = is_right ? area.right() : area.left();
    painter.fillPath(beyondShape(at, {is_right ? 1.0 : -1.0, 0.0}), colour);
    painter.setPen(theme().text);
    const QFontMetricsF font(painter.font());
    const double beside = is_right ? -kLabelGap - font.horizontalAdvance(dot.beyond) : kLabelGap;
    painter.drawText(at + QPointF(beside, 0.35 * font.ascent()), dot.beyond);
  }
  return {QRectF(at.x() - kRadius, at.y() - kRadius, 2.0 * kRadius, 2.0 * kRadius), dot.words,
          dot.runs};
}

}  // namespace simgrad::gui
