#include "sim/report/heat_map.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/report/palette.hpp"

namespace simgrad {
namespace {

constexpr double kLineHeight = kFontSize * (kAscent + kDescent);
constexpr double kBarWidth = 140.0;
constexpr double kUprightLength = 130.0;
constexpr const char* kNoValue =
    R"(fill="none" stroke="currentColor" stroke-opacity="0.35" stroke-dasharray="3 3")";

double widest(const std::vector<std::string>& labels) {
  return widest_label(labels, [](const std::string& label) {
    return label;
  });
}

/// A cell's number in the unit of the colour bar; with its own unit where cells differ by orders.
std::string cell_text(const HeatMap& chart, const Display& display, double value) {
  if (std::isnan(value)) {
    return chart.missing;
  }
  if (std::isinf(value)) {
    return quantity_text(chart.unit, value);
  }
  if (!chart.logarithmic) {
    return fmt::format("{:.3g}", value / display.divisor);
  }
  const Display own = display_of(chart.unit, value);
  return fmt::format("{:.3g} {}", value / own.divisor, own.symbol);
}

Display display_for(const HeatMap& chart, const Extent& extent) {
  return extent.is_empty() || chart.logarithmic
             ? Display{}
             : display_of(chart.unit, std::max(std::abs(extent.low()), std::abs(extent.high())));
}

/// The colour bar: least value, colours, greatest value.
double draw_key(Svg& svg, const HeatMap& chart, const Extent& extent, double top) {
  const Display display = display_for(chart, extent);
  svg.text(0.0, top + 15.0,
           display.symbol.empty() ? chart.value_label
                                  : fmt::format("{} ({})", chart.value_label, display.symbol),
           {.width = svg.width(), .faint = true});
  const double y = top + 24.0;
  if (extent.is_empty()) {
    return y;
  }
  const std::string low = cell_text(chart, display, extent.low());
  svg.text(0.0, y + 13.0, low);
  const double left = text_width(low) + 8.0;
  constexpr int kSteps = 20;
  for (int i = 0; i < kSteps && extent.low() < extent.high(); ++i) {
    svg.rect(left + i * kBarWidth / kSteps, y, kBarWidth / kSteps + 0.5, 16.0,
             fmt::format(R"(fill="{}")", cividis((i + 0.5) / kSteps).fill));
  }
  if (extent.low() < extent.high()) {
    svg.text(left + kBarWidth + 8.0, y + 13.0, cell_text(chart, display, extent.high()));
  }
  return y + 26.0;
}

/// Where a value lies among the colours, 0 to 1.
double colour_share(const HeatMap& chart, const Extent& extent, double value) {
  const auto place = [&](double number) {
    return chart.logarithmic && extent.low() > 0.0 ? std::log(number) : number;
  };
  const double low = place(extent.low());
  const double span = place(extent.high()) - low;
  return span > 0.0 && std::isfinite(value)
             ? (place(std::clamp(value, extent.low(), extent.high())) - low) / span
             : 0.5;
}

struct Grid {
  Plot plot;
  double cell_width = 0.0;
  double cell_height = 0.0;
};

void draw_cell(Svg& svg, const HeatMap& chart, const Extent& extent, const Grid& grid,
               std::size_t row, std::size_t column) {
  const double value = chart.values[row * chart.columns.size() + column];
  const double x = grid.plot.left + grid.cell_width * static_cast<double>(column);
  const double y = grid.plot.top + grid.cell_height * static_cast<double>(row);
  const std::string text = cell_text(chart, display_for(chart, extent), value);
  const std::string tooltip = fmt::format(
      "{} {}, {} {}: {}", chart.y_label, chart.rows[row], chart.x_label, chart.columns[column],
      std::isnan(value) ? chart.missing : quantity_text(chart.unit, value));
  const Shade shade = cividis(colour_share(chart, extent, value));
  const bool has_colour = std::isfinite(value);
  svg.rect(x + 0.5, y + 0.5, std::max(0.5, grid.cell_width - 1.0),
           std::max(0.5, grid.cell_height - 1.0),
           has_colour ? fmt::format(R"(fill="{}")", shade.fill) : kNoValue, tooltip);
  const std::string shown = text_width(text) + 6.0 > grid.cell_width && !has_colour ? "–" : text;
  if (text_width(shown) + 6.0 <= grid.cell_width && kLineHeight + 4.0 <= grid.cell_height) {
    const std::string colour = !has_colour ? "currentColor" : shade.is_dark ? "#fff" : "#111";
    svg.text(x + 0.5 * grid.cell_width, y + 0.5 * grid.cell_height + 0.35 * kFontSize, shown,
             {.anchor = Anchor::kMiddle, .colour = colour}, tooltip);
  }
}

void draw_row_labels(Svg& svg, const HeatMap& chart, const Grid& grid) {
  double free_from = 0.0;
  for (std::size_t row = 0; row < chart.rows.size(); ++row) {
    const double middle = grid.plot.top + grid.cell_height * (static_cast<double>(row) + 0.5);
    if (middle - 0.5 * kLineHeight >= free_from) {
      svg.text(grid.plot.left - 8.0, middle + 0.35 * kFontSize, chart.rows[row],
               {.anchor = Anchor::kEnd, .width = grid.plot.left - 8.0});
      free_from = middle + 0.5 * kLineHeight + 1.0;
    }
  }
}

/// Labels below the columns, upright if they are wider than their columns. Returns where they end.
double draw_column_labels(Svg& svg, const HeatMap& chart, const Grid& grid) {
  const bool upright = widest(chart.columns) + 8.0 > grid.cell_width;
  const double length = std::min(widest(chart.columns), kUprightLength);
  double free_from = 0.0;
  for (std::size_t column = 0; column < chart.columns.size(); ++column) {
    const double middle = grid.plot.left + grid.cell_width * (static_cast<double>(column) + 0.5);
    if (!upright) {
      svg.text(middle, grid.plot.bottom() + 17.0, chart.columns[column],
               {.anchor = Anchor::kMiddle});
    } else if (middle - 0.5 * kLineHeight >= free_from) {
      svg.text(middle + 0.35 * kFontSize, grid.plot.bottom() + 6.0, chart.columns[column],
               {.anchor = Anchor::kEnd, .width = length + 0.01, .upright = true});
      free_from = middle + 0.5 * kLineHeight + 1.0;
    }
  }
  return grid.plot.bottom() + (upright ? length + 10.0 : 22.0);
}

}  // namespace

std::string to_svg(const HeatMap& chart) {
  SIMGRAD_REQUIRE(chart.values.size() == chart.rows.size() * chart.columns.size(),
                  "a heat map has one value for each row and column");
  Extent extent;
  std::for_each(chart.values.begin(), chart.values.end(), [&extent](double value) {
    extent.add(value);
  });
  Svg svg(chart.width, chart.title);
  const double key = draw_key(svg, chart, extent, draw_heading(svg, chart.title, {}));
  svg.text(0.0, key + 14.0, chart.y_label, {.width = svg.width(), .faint = true});
  const double left = std::min(widest(chart.rows), 0.3 * chart.width) + 10.0;
  const auto row_count = static_cast<double>(chart.rows.size());
  const double cell_height = std::clamp(320.0 / std::max(1.0, row_count), 2.0, 34.0);
  const Plot plot{left, key + 24.0, chart.width - left - 4.0, cell_height * row_count};
  const Grid grid{plot,
                  plot.width / static_cast<double>(std::max<std::size_t>(1, chart.columns.size())),
                  cell_height};
  for (std::size_t row = 0; row < chart.rows.size(); ++row) {
    for (std::size_t column = 0; column < chart.columns.size(); ++column) {
      draw_cell(svg, chart, extent, grid, row, column);
    }
  }
  draw_row_labels(svg, chart, grid);
  const double bottom = draw_column_labels(svg, chart, grid);
  svg.text(plot.x(0.5), bottom + 14.0, chart.x_label,
           {.anchor = Anchor::kMiddle, .width = plot.width, .faint = true});
  return svg.finish(bottom + 22.0);
}

}  // namespace simgrad
