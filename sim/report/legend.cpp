#include "sim/report/legend.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "sim/report/palette.hpp"

namespace simgrad {
namespace {

constexpr double kRowHeight = 21.0;
constexpr double kSwatchWidth = 28.0;
constexpr double kLabelGap = 6.0;
constexpr double kEntryGap = 18.0;
constexpr double kLongestLabel = 300.0;

constexpr const char* kFilled = R"(fill="currentColor" stroke="none")";

void draw_swatch(Svg& svg, double x, double y, const LegendEntry& entry) {
  const double middle = x + 0.5 * kSwatchWidth;
  const std::string colour = fmt::format(R"(fill="{}")", series_colour(entry.style));
  switch (entry.swatch) {
    case Swatch::kLine:
      svg.line(x, y, x + kSwatchWidth, y, series_stroke(entry.style));
      svg.path(marker_path(entry.style, middle, y, 4.0), colour);
      break;
    case Swatch::kMarker:
      svg.path(marker_path(entry.style, middle, y, 4.5), colour);
      break;
    case Swatch::kFill:
      svg.rect(x + 6.0, y - 6.0, kSwatchWidth - 8.0, 12.0, colour);
      svg.rect(x + 6.0, y - 6.0, kSwatchWidth - 8.0, 12.0,
               fmt::format(R"(fill="{}")", hatch_fill(entry.style)));
      break;
    case Swatch::kSpan:
      svg.rect(x + 6.0, y + kRowHeight * (stripe_of(entry.lane).top - 0.5), kSwatchWidth - 8.0,
               kRowHeight * stripe_of(entry.lane).height, colour);
      break;
    case Swatch::kEvent:
      svg.line(middle, y - 8.0, middle, y + 8.0, kEventStroke);
      break;
    case Swatch::kTarget:
      svg.line(x, y, x + kSwatchWidth, y, kTargetStroke);
      break;
    case Swatch::kInfinite:
      svg.path(beyond_mark(middle, y, std::numeric_limits<double>::infinity()), kFilled);
      break;
    case Swatch::kUndefined:
      svg.path(beyond_mark(middle, y, std::numeric_limits<double>::quiet_NaN()), kFilled);
      break;
    case Swatch::kNothing:
      break;
  }
}

}  // namespace

Stripe stripe_of(Lane lane) {
  switch (lane) {
    case Lane::kUpper:
      return {0.14, 0.36};
    case Lane::kLower:
      return {0.50, 0.36};
    case Lane::kMiddle:
      return {0.41, 0.18};
    case Lane::kWhole:
      break;
  }
  return {0.14, 0.72};
}

double draw_legend(Svg& svg, double top, const std::vector<LegendEntry>& entries) {
  double x = 0.0;
  double row = top;
  for (const LegendEntry& entry : entries) {
    const double swatch = entry.swatch == Swatch::kNothing ? 0.0 : kSwatchWidth + kLabelGap;
    const double longest = entry.swatch == Swatch::kNothing ? svg.width() : kLongestLabel;
    const double label = std::min(text_width(clean_text(entry.label)), longest);
    if (x > 0.0 && x + swatch + label > svg.width()) {
      x = 0.0;
      row += kRowHeight;
    }
    draw_swatch(svg, x, row + 0.5 * kRowHeight, entry);
    svg.text(x + swatch, row + 15.0, entry.label, {.width = label + 0.01});
    x += swatch + label + kEntryGap;
  }
  return entries.empty() ? top : row + kRowHeight;
}

std::string beyond_mark(double x, double y, double value) {
  const std::string at = fmt::format("M{} {}", pixels(x), pixels(y));
  if (std::isnan(value)) {
    return at +
           "m-5 -3.5l1.5 -1.5l3.5 3.5l3.5 -3.5l1.5 1.5l-3.5 3.5l3.5 3.5l-1.5 1.5l-3.5 -3.5"
           "l-3.5 3.5l-1.5 -1.5l3.5 -3.5z";
  }
  return at + (value > 0.0 ? "m0 -6l5.5 10h-11z" : "m0 6l5.5 -10h-11z");
}

}  // namespace simgrad
