#include "gui/views/sweep/map_picture.hpp"

#include <algorithm>

#include <QPainter>

#include "gui/theme/theme.hpp"
#include "gui/views/sweep/plot_frame.hpp"
#include "sim/results/colours.hpp"

namespace simgrad::gui {
namespace {

constexpr double kMargin = 14.0;
constexpr double kGap = 8.0;
constexpr double kBarWidth = 140.0;
constexpr int kBarSteps = 70;
constexpr double kMostCellHeight = 150.0;
constexpr int kHatchAlpha = 80;
constexpr double kMostLabel = 0.3;  // of the width

double widest(const std::vector<QString>& labels, const QFontMetricsF& font) {
  double width = 0.0;
  for (const QString& label : labels) {
    width = std::max(width, font.horizontalAdvance(label));
  }
  return width;
}

void drawCell(QPainter& painter, const QRectF& area, const MapCell& cell) {
  const bool has_colour = cell.kind == MapCell::Kind::kValue;
  const QFontMetricsF font(painter.font());
  painter.fillRect(area, has_colour ? heatColour(cell.share) : theme().background);
  QColor ink = theme().text;
  if (has_colour) {
    ink = cividis(cell.share).is_dark ? Qt::white : Qt::black;
  } else {
    const bool is_never = cell.kind == MapCell::Kind::kNever;
    QColor hatch = theme().muted;
    hatch.setAlpha(kHatchAlpha);
    painter.fillRect(area, QBrush(hatch, is_never ? Qt::BDiagPattern : Qt::Dense6Pattern));
    painter.setPen(QPen(theme().muted, 1.0, Qt::DotLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(area);
  }
  if (font.height() <= area.height()) {
    const double width = area.width() - kGap;
    const double needs = font.horizontalAdvance(cell.text);
    if (needs <= width) {
      painter.setPen(ink);
      painter.drawText(area, Qt::AlignCenter, cell.text);
    }
  }
}

}  // namespace

void MapPicture::setFigure(MapFigure figure) {
  figure_ = std::move(figure);
  setAccessibleName(figure_.title);
  redraw();
}

/// What the colours mean: least value, colours, greatest value.
QRectF MapPicture::drawColourKey(QPainter& painter, const QRectF& outer) const {
  const QFontMetricsF font(painter.font());
  const double line = font.height() + 4.0;
  double x = outer.left();
  const auto write = [&](const QString& text, const QColor& colour) {
    painter.setPen(colour);
    const double width = font.horizontalAdvance(text);
    painter.drawText(QRectF(x, outer.top(), width + 1.0, line), Qt::AlignVCenter, text);
    x += width + kGap;
  };
  write(figure_.value + (figure_.least.isEmpty() ? "" : ":"), theme().muted);
  if (!figure_.least.isEmpty()) {
    write(figure_.least, theme().text);
    for (int i = 0; i < kBarSteps; ++i) {
      const double width = kBarWidth / kBarSteps;
      painter.fillRect(QRectF(x + i * width, outer.top() + 2.0, width + 1.0, line - 4.0),
                       heatColour((i + 0.5) / kBarSteps));
    }
    x += kBarWidth + kGap;
    write(figure_.most, theme().text);
  }
  return outer.adjusted(0.0, line + kGap, 0.0, 0.0);
}

void MapPicture::drawLabels(QPainter& painter, const QRectF& grid, double labels) const {
  const QFontMetricsF font(painter.font());
  const double width = grid.width() / static_cast<double>(figure_.columns.size());
  const double height = grid.height() / static_cast<double>(figure_.rows.size());
  painter.setPen(theme().text);
  double free_from = grid.top() - font.height();
  for (std::size_t row = 0; row < figure_.rows.size(); ++row) {
    const double middle = grid.top() + (static_cast<double>(row) + 0.5) * height;
    if (middle - 0.5 * font.height() >= free_from) {
      painter.drawText(
          QRectF(grid.left() - labels - kGap, middle - font.height(), labels, 2.0 * font.height()),
          Qt::AlignRight | Qt::AlignVCenter,
          font.elidedText(figure_.rows[row], Qt::ElideMiddle, labels));
      free_from = middle + 0.5 * font.height();
    }
  }
  // Where columns are narrow, as many labels as fit without touching.
  free_from = grid.left() - grid.width();
  for (std::size_t column = 0; column < figure_.columns.size(); ++column) {
    const double middle = grid.left() + (static_cast<double>(column) + 0.5) * width;
    const QString text =
        font.elidedText(figure_.columns[column], Qt::ElideMiddle, std::max(width - kGap, 80.0));
    const double half = 0.5 * font.horizontalAdvance(text);
    if (middle - half >= free_from) {
      painter.drawText(QPointF(middle - half, grid.bottom() + font.ascent() + 4.0), text);
      free_from = middle + half + kGap;
    }
  }
  painter.setPen(theme().muted);
  painter.drawText(
      QRectF(grid.left(), grid.bottom() + font.height() + 8.0, grid.width(), font.height() + 4.0),
      Qt::AlignHCenter, figure_.column_axis);
  painter.drawText(QPointF(grid.left() - labels - kGap, grid.top() - kGap), figure_.row_axis);
}

std::vector<Mark> MapPicture::draw(QPainter& painter) const {
  std::vector<Mark> marks;
  if (figure_.cells.empty()) {
    return marks;
  }
  const QFontMetricsF font(painter.font());
  QRectF outer = QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
  outer = drawColourKey(painter, drawTitle(painter, outer, figure_.title));
  const double labels = std::min(widest(figure_.rows, font), kMostLabel * outer.width());
  QRectF grid =
      outer.adjusted(labels + kGap, font.height() + kGap, 0.0, -(2.0 * font.height() + 2.0 * kGap));
  const auto rows = static_cast<double>(figure_.rows.size());
  grid.setHeight(std::min(grid.height(), kMostCellHeight * rows));
  drawLabels(painter, grid, labels);
  const double width = grid.width() / static_cast<double>(figure_.columns.size());
  const double height = grid.height() / rows;
  const double gap = std::min({1.0, 0.1 * width, 0.1 * height});
  painter.setRenderHint(QPainter::Antialiasing, false);
  for (std::size_t i = 0; i < figure_.cells.size(); ++i) {
    const std::size_t row = i / figure_.columns.size();
    const std::size_t column = i % figure_.columns.size();
    const double x = grid.left() + width * static_cast<double>(column);
    const double y = grid.top() + height * static_cast<double>(row);
    const QRectF area(x + gap, y + gap, width - 2.0 * gap, height - 2.0 * gap);
    drawCell(painter, area, figure_.cells[i]);
    marks.push_back({area, figure_.cells[i].words, figure_.cells[i].runs});
  }
  return marks;
}

}  // namespace simgrad::gui
