#include "sim/report/stacked_bars.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/report/palette.hpp"

namespace simgrad {
namespace {

constexpr double kRowHeight = 30.0;
constexpr double kBarHeight = 24.0;

double length_of(double value) {
  return std::isfinite(value) && value > 0.0 ? std::min(value, 1e300) : 0.0;
}

double total_of(const Bar& bar) {
  double total = 0.0;
  for (const double value : bar.values) {
    total = std::min(total + length_of(value), 1e300);
  }
  return total;
}

std::vector<LegendEntry> legend_of(const StackedBars& chart) {
  std::vector<LegendEntry> legend;
  for (std::size_t part = 0; part < chart.parts.size(); ++part) {
    const bool is_used = std::any_of(chart.bars.begin(), chart.bars.end(), [part](const Bar& bar) {
      return length_of(bar.values[part]) > 0.0;
    });
    if (is_used) {
      legend.push_back({Swatch::kFill, part, chart.parts[part]});
    }
  }
  return legend;
}

double label_width(const StackedBars& chart) {
  const double widest = widest_label(chart.bars, [](const Bar& bar) {
    return bar.label;
  });
  return std::min(widest, 0.35 * chart.width);
}

void draw_part(Svg& svg, double left, double right, double y, std::size_t part, double share,
               const std::string& tooltip) {
  svg.rect(left, y, right - left, kBarHeight, fmt::format(R"(fill="{}")", series_colour(part)),
           tooltip);
  svg.rect(left, y, right - left, kBarHeight,
           fmt::format(R"(fill="{}" stroke="#fff" stroke-width="1" pointer-events="none")",
                       hatch_fill(part)));
  const std::string text = fmt::format("{:.0f} %", 100.0 * share);
  const double width = text_width(text);
  if (width + 12.0 <= right - left) {
    const double middle = 0.5 * (left + right);
    svg.rect(middle - 0.5 * width - 2.0, y + 4.0, width + 4.0, kBarHeight - 8.0,
             R"(fill="#fff" fill-opacity="0.85" rx="3" pointer-events="none")");
    svg.text(middle, y + 17.0, text, {.anchor = Anchor::kMiddle, .colour = "#111"}, tooltip);
  }
}

void draw_bar(Svg& svg, const StackedBars& chart, const Bar& bar, const Plot& plot,
              const Scale& scale, double y) {
  const double total = total_of(bar);
  double before = 0.0;
  for (std::size_t part = 0; part < bar.values.size() && total > 0.0; ++part) {
    const double value = length_of(bar.values[part]);
    if (value <= 0.0) {
      continue;
    }
    const double whole = chart.as_shares ? total : 1.0;
    const double left = plot.x(scale.share(before / whole));
    const double right = plot.x(scale.share(std::min(before + value, total) / whole));
    draw_part(svg, left, right, y, part, value / total,
              fmt::format("{}: {} {}, {:.1f} %", bar.label, chart.parts[part],
                          quantity_text(chart.x.unit, bar.values[part]), 100.0 * value / total));
    before += value;
  }
}

}  // namespace

std::string to_svg(const StackedBars& chart) {
  Extent extent;
  extent.add(0.0);
  for (const Bar& bar : chart.bars) {
    SIMGRAD_REQUIRE(bar.values.size() == chart.parts.size(), "a bar has one value for each part");
    extent.add(chart.as_shares ? 1.0 : total_of(bar));
  }
  const Axis axis = chart.as_shares ? Axis{chart.x.label, Unit::kFraction, false, true}
                                    : Axis{chart.x.label, chart.x.unit, false, true};
  const Scale scale(axis, extent, 0.0);
  Svg svg(chart.width, chart.title);
  const double top = draw_heading(svg, chart.title, legend_of(chart)) + 6.0;
  const double left = label_width(chart) + 10.0;
  const Plot plot{left, top, chart.width - left - 12.0,
                  kRowHeight * static_cast<double>(chart.bars.size()) + 4.0};
  draw_bottom_axis(svg, plot, scale, true);
  for (std::size_t i = 0; i < chart.bars.size(); ++i) {
    const double y = top + 3.0 + kRowHeight * static_cast<double>(i);
    svg.text(left - 8.0, y + 17.0, chart.bars[i].label,
             {.anchor = Anchor::kEnd, .width = left - 8.0});
    draw_bar(svg, chart, chart.bars[i], plot, scale, y);
  }
  return svg.finish(plot.bottom() + kBottomAxisHeight);
}

}  // namespace simgrad
