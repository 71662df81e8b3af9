#include "sim/report/timeline.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/report/palette.hpp"

namespace simgrad {
namespace {

constexpr double kRowHeight = 22.0;

struct Stripe {
  double top = 0.0;  // from the top of the row
  double height = 0.0;
};

Stripe stripe_of(Lane lane) {
  switch (lane) {
    case Lane::kUpper:
      return {3.0, 8.0};
    case Lane::kLower:
      return {11.0, 8.0};
    case Lane::kMiddle:
      return {9.0, 4.0};
    case Lane::kWhole:
      break;
  }
  return {3.0, 16.0};
}

/// One kind's spans of a row as rectangles, each at least a pixel wide, that do not overlap.
std::string rectangles(std::vector<TimelineSpan> spans, const Plot& plot, const Scale& x,
                       const Stripe& stripe, double top) {
  std::sort(spans.begin(), spans.end(), [](const TimelineSpan& a, const TimelineSpan& b) {
    return a.begin_s < b.begin_s;
  });
  std::string commands;
  double left = 0.0;
  double right = -1.0;
  const auto finish = [&] {
    if (right > left) {
      commands += fmt::format("M{} {}h{}v{}h-{}z", pixels(left), pixels(top + stripe.top),
                              pixels(right - left), pixels(stripe.height), pixels(right - left));
    }
  };
  for (const TimelineSpan& span : spans) {
    const double begin = std::floor(2.0 * plot.x(x.share(span.begin_s))) / 2.0;
    const double end = std::max(begin + 1.0, std::ceil(2.0 * plot.x(x.share(span.end_s))) / 2.0);
    if (begin > right) {
      finish();
      left = begin;
      right = end;
    }
    right = std::max(right, std::min(end, plot.right()));
  }
  finish();
  return commands;
}

std::vector<LegendEntry> legend_of(const Timeline& chart) {
  std::vector<LegendEntry> legend;
  for (const SpanKind& kind : chart.kinds) {
    legend.push_back({Swatch::kFill, kind.style, kind.label});
  }
  if (!chart.marks.empty()) {
    legend.push_back({Swatch::kEvent, 0, chart.marks_label});
  }
  return legend;
}

void draw_row(Svg& svg, const Timeline& chart, const TimelineRow& row, const Plot& plot,
              const Scale& x, double top) {
  std::vector<std::vector<TimelineSpan>> by_kind(chart.kinds.size());
  for (const TimelineSpan& span : row.spans) {
    SIMGRAD_REQUIRE(span.kind < chart.kinds.size(), "a span is of one of the timeline's kinds");
    if (std::isfinite(span.begin_s) && std::isfinite(span.end_s) && span.begin_s <= span.end_s) {
      by_kind[span.kind].push_back(span);
    }
  }
  for (std::size_t i = 0; i < by_kind.size(); ++i) {
    const SpanKind& kind = chart.kinds[i];
    const std::string commands =
        rectangles(std::move(by_kind[i]), plot, x, stripe_of(kind.lane), top);
    if (!commands.empty()) {
      svg.path(commands, fmt::format(R"(fill="{}")", series_colour(kind.style)),
               fmt::format("{}: {}", row.label, kind.label));
    }
  }
}

}  // namespace

std::string to_svg(const Timeline& chart) {
  Extent extent;
  extent.add(0.0);
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
  const double top = draw_heading(svg, chart.title, legend_of(chart)) + 6.0;
  const double left = std::min(labels, 0.2 * chart.width) + 10.0;
  const Plot plot{left, top, chart.width - left - 12.0,
                  kRowHeight * static_cast<double>(chart.rows.size())};
  draw_bottom_axis(svg, plot, x, true);
  for (std::size_t i = 0; i < chart.rows.size(); ++i) {
    const double y = top + kRowHeight * static_cast<double>(i);
    svg.text(left - 8.0, y + 16.0, chart.rows[i].label,
             {.anchor = Anchor::kEnd, .width = left - 8.0});
    draw_row(svg, chart, chart.rows[i], plot, x, y);
  }
  draw_event_marks(svg, plot, x, chart.marks);
  return svg.finish(plot.bottom() + kBottomAxisHeight);
}

}  // namespace simgrad
