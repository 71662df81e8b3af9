#include "gui/charts/chart_frame.hpp"

#include <algorithm>

#include <QFontMetricsF>
#include <QSize>

namespace simgrad::gui {
namespace {

constexpr double kGap = 8.0;
constexpr double kRight = 20.0;  // half of the last tick's label

}  // namespace

QRectF areaOf(const QSize& widget, const QFontMetricsF& font, bool names_x) {
  const double left = font.horizontalAdvance("0000.00") + 2.0 * kGap;
  const double top = font.height() + 2.0 * kGap;
  const double bottom = (names_x ? 2.0 : 1.0) * font.height() + kGap;
  return {left, top, std::max(1.0, widget.width() - left - kRight),
          std::max(1.0, widget.height() - top - bottom)};
}

}  // namespace simgrad::gui
