#include "sim/report/frame.hpp"

#include <algorithm>
#include <cmath>

namespace simgrad {
namespace {

constexpr double kTickLength = 5.0;
constexpr double kLineHeight = kFontSize * (kAscent + kDescent);
constexpr const char* kGrid = R"(stroke="currentColor" stroke-opacity="0.15")";
constexpr const char* kAxis = R"(stroke="currentColor" stroke-opacity="0.6")";

/// About one tick in 40 pixels.
int tick_count(double height) {
  return std::max(2, static_cast<int>(height / 40.0));
}

void draw_left_ticks(Svg& svg, const Plot& plot, const std::vector<Tick>& ticks) {
  double above = plot.bottom() + kLineHeight;  // where the last label begins
  for (const Tick& tick : ticks) {
    const double y = plot.y(tick.share);
    svg.line(plot.left, y, plot.right(), y, kGrid);
    if (y + 0.5 * kLineHeight <= above) {
      svg.text(plot.left - 8.0, y + 0.35 * kFontSize, tick.label,
               {.anchor = Anchor::kEnd, .width = plot.left - 8.0});
      above = y - 0.5 * kLineHeight;
    }
  }
}

}  // namespace

double draw_heading(Svg& svg, const std::string& title, const std::vector<LegendEntry>& legend) {
  svg.text(0.0, 18.0, title, {.width = svg.width(), .size = kTitleSize, .bold = true});
  return draw_legend(svg, 26.0, legend);
}

Plot draw_axes(Svg& svg, double top, double height, const Scale& x, const Scale& y) {
  const std::vector<Tick> ticks = y.ticks(tick_count(height));
  double labels = 28.0;
  for (const Tick& tick : ticks) {
    labels = std::max(labels, text_width(tick.label));
  }
  const double left = std::min(labels + 10.0, 0.3 * svg.width());
  svg.text(0.0, top + 14.0, y.title(), {.width = svg.width(), .faint = true});
  const Plot plot{left, top + 30.0, svg.width() - left - 12.0, height};
  draw_left_ticks(svg, plot, ticks);
  draw_bottom_axis(svg, plot, x, true);
  svg.line(plot.left, plot.top, plot.left, plot.bottom(), kAxis);
  return plot;
}

void draw_bottom_axis(Svg& svg, const Plot& plot, const Scale& x, bool grid) {
  svg.line(plot.left, plot.bottom(), plot.right(), plot.bottom(), kAxis);
  double free_from = 0.0;
  for (const Tick& tick : x.ticks(std::max(2, static_cast<int>(plot.width / 75.0)))) {
    const double at = plot.x(tick.share);
    svg.line(at, grid ? plot.top : plot.bottom(), at, plot.bottom() + kTickLength,
             grid ? kGrid : kAxis);
    const double label = text_width(tick.label);
    const double begin = std::min(at - 0.5 * label, svg.width() - label);
    if (begin >= free_from) {
      svg.text(begin + 0.5 * label, plot.bottom() + 20.0, tick.label, {.anchor = Anchor::kMiddle});
      free_from = begin + label + 8.0;
    }
  }
  svg.text(plot.x(0.5), plot.bottom() + 40.0, x.title(),
           {.anchor = Anchor::kMiddle, .width = plot.width, .faint = true});
}

}  // namespace simgrad
