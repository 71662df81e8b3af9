#include "sim/report/timeline.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/report/palette.hpp"

namespace simgrad {
namespace {

constexpr double kRowHeight = 22.0;
constexpr double kMarksHeight = 16.0;  // above the first row

std::vector<LegendEntry> legend_of(const Timeline& chart) {
  std::vector<LegendEntry> legend;
  for (const SpanKind& kind : chart.kinds) {
    legend.push_back({Swatch::kSpan, kind.style, kind.label, kind.lane});
  }
  if (!chart.marks.empty()) {
    legend.push_back({Swatch::kEvent, 0, chart.marks_label});
  }
  return legend;
}

void draw_row(Svg& svg, const Timeline& chart, const TimelineRow& row, const Plot& plot,
              const Scale& x) {
  const std::vector<std::string> drawn = draw_spans(chart.kinds, row.spans, plot, x);
  for (std::size_t i = 0; i < chart.kinds.size(); ++i) {
    if (!drawn[i].empty()) {
      svg.path(drawn[i], fmt::format(R"(fill="{}")", series_colour(chart.kinds[i].style)),
               fmt::format("{}: {}", row.label, chart.kinds[i].label));
    }
  }
}

}  // namespace

std::string to_svg(const Timeline& chart) {
  Extent extent;
  double labels = 0.0;
  for (const TimelineRow& row : chart.rows) {
    labels = std::max(labels, text_width(clean_text(row.label)));
    for (const TimelineSpan& span : row.spans) {
      extent.add(span.begin_s);
      extent.add(span.end_s);
    }
  }
  const Scale x(chart.x, extent, 0.0);
  Svg svg(chart.width, chart.title);
  const double heading = draw_heading(svg, chart.title, legend_of(chart));
  const double top = heading + (chart.marks.empty() ? 6.0 : kMarksHeight);
  const double left = std::min(labels, 0.2 * chart.width) + 10.0;
  const Plot plot{left, top, std::floor(chart.width - left - 12.0),
                  kRowHeight * static_cast<double>(chart.rows.size())};
  draw_bottom_axis(svg, plot, x, true);
  for (std::size_t i = 0; i < chart.rows.size(); ++i) {
    const double y = top + kRowHeight * static_cast<double>(i);
    svg.text(left - 8.0, y + 16.0, chart.rows[i].label,
             {.anchor = Anchor::kEnd, .width = left - 8.0});
    draw_row(svg, chart, chart.rows[i], {plot.left, y, plot.width, kRowHeight}, x);
  }
  const double above = plot.top - heading - 4.0;
  draw_event_marks(svg, {plot.left, plot.top - above, plot.width, plot.height + above}, x,
                   chart.marks);
  return svg.finish(plot.bottom() + kBottomAxisHeight);
}

}  // namespace simgrad
