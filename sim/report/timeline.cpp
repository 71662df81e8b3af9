#include "sim/report/timeline.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/report/coverage.hpp"
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

/// The columns that are set, as rectangles.
std::string rectangles(const std::vector<char>& is_set, const Plot& plot, const Stripe& stripe,
                       double top) {
  std::string commands;
  for (std::size_t begin = 0; begin < is_set.size();) {
    std::size_t end = begin;
    while (end < is_set.size() && is_set[end] != 0) {
      ++end;
    }
    if (end > begin) {
      commands +=
          fmt::format("M{} {}h{}v{}h-{}z", pixels(plot.left + static_cast<double>(begin)),
                      pixels(top + stripe.top), end - begin, pixels(stripe.height), end - begin);
    }
    begin = end + 1;
  }
  return commands;
}

using Shares = std::vector<std::vector<double>>;  // (kinds, columns)

/// In which columns a kind is drawn.
std::vector<char> columns_of(const Timeline& chart, const Shares& shares, std::size_t kind) {
  std::vector<char> is_set(shares[kind].size(), 0);
  for (std::size_t column = 0; column < is_set.size(); ++column) {
    const double own = shares[kind][column];
    const bool is_largest = std::all_of(shares.begin(), shares.end(), [&](const auto& other) {
      return other[column] <= own + 1e-9;
    });
    const bool shows = chart.kinds[kind].is_rare || own >= 0.5 || is_largest;
    is_set[column] = own > 1e-6 && shows ? 1 : 0;
  }
  return is_set;
}

Shares shares_of(const Timeline& chart, const TimelineRow& row, const Plot& plot, const Scale& x) {
  std::vector<Coverage> coverages(chart.kinds.size(),
                                  Coverage(static_cast<std::size_t>(plot.width)));
  for (const TimelineSpan& span : row.spans) {
    SIMGRAD_REQUIRE(span.kind < chart.kinds.size(), "a span is of one of the timeline's kinds");
    if (std::isfinite(span.begin_s) && std::isfinite(span.end_s) && span.begin_s <= span.end_s) {
      coverages[span.kind].add(plot.width * x.share(span.begin_s),
                               plot.width * x.share(span.end_s));
    }
  }
  Shares shares;
  for (const Coverage& coverage : coverages) {
    shares.push_back(coverage.shares());
  }
  return shares;
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
  const Shares shares = shares_of(chart, row, plot, x);
  for (std::size_t i = 0; i < chart.kinds.size(); ++i) {
    const SpanKind& kind = chart.kinds[i];
    const std::string commands =
        rectangles(columns_of(chart, shares, i), plot, stripe_of(kind.lane), top);
    if (!commands.empty()) {
      svg.path(commands, fmt::format(R"(fill="{}")", series_colour(kind.style)),
               fmt::format("{}: {}", row.label, kind.label));
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
  const double top = draw_heading(svg, chart.title, legend_of(chart)) + 6.0;
  const double left = std::min(labels, 0.2 * chart.width) + 10.0;
  const Plot plot{left, top, std::floor(chart.width - left - 12.0),
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
