#pragma once

#include <string>
#include <vector>

#include "sim/report/legend.hpp"
#include "sim/report/svg.hpp"
#include "sim/results/scale.hpp"

namespace simgrad {

/// Widths that pages have room for: two charts side by side, or one alone. At a third of the
/// width of a page a letter is still 11 pixels high.
inline constexpr double kColumnWidth = 540.0;
inline constexpr double kPageWidth = 1040.0;

/// A chart as wide as a page, followed by the same as wide as a column: HtmlPage shows the one that
/// the window has room for.
template <class Chart>
std::string to_page(Chart chart) {
  chart.width = kPageWidth;
  std::string both = to_svg(chart);
  chart.width = kColumnWidth;
  return both += to_svg(chart);
}

/// The area in which values are drawn, in pixels.
struct Plot {
  double left = 0.0;
  double top = 0.0;
  double width = 0.0;
  double height = 0.0;

  [[nodiscard]] double right() const { return left + width; }
  [[nodiscard]] double bottom() const { return top + height; }
  [[nodiscard]] double x(double share) const { return left + share * width; }
  [[nodiscard]] double y(double share) const { return bottom() - share * height; }
};

/// Where a legend of one row ends: charts beside each other keep it free, so that their axes align.
inline constexpr double kOneRowLegend = 47.0;

/// Draws title and legend at the top. Returns where they end.
double draw_heading(Svg& svg, const std::string& title, const std::vector<LegendEntry>& legend);

/// Draws both axes with grid, ticks and titles below `top`. Returns the area between them.
Plot draw_axes(Svg& svg, double top, double height, const Scale& x, const Scale& y);

/// Draws the ticks and the title of the axis below `plot`, with `grid` also lines across it.
void draw_bottom_axis(Svg& svg, const Plot& plot, const Scale& x, bool grid);

/// How much height draw_bottom_axis() takes.
inline constexpr double kBottomAxisHeight = 46.0;

}  // namespace simgrad
