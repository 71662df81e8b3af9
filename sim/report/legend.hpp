#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/report/svg.hpp"

namespace simgrad {

inline constexpr const char* kEventStroke =
    R"(stroke="#D55E00" stroke-width="1" stroke-opacity="0.45")";
inline constexpr const char* kTargetStroke =
    R"(stroke="currentColor" stroke-width="1.5" stroke-dasharray="6 5" stroke-opacity="0.7")";

/// Where in its row a kind of span is drawn, so that kinds differ without colour.
enum class Lane { kWhole, kUpper, kLower, kMiddle };

/// Of a row's height.
struct Stripe {
  double top = 0.0;
  double height = 0.0;
};
Stripe stripe_of(Lane lane);

/// What stands before a word of the legend.
enum class Swatch {
  kLine,       ///< a series: its dashes and its marker
  kMarker,     ///< a series: its marker alone
  kFill,       ///< a part of a bar: colour and hatching
  kSpan,       ///< a kind of span: its lane
  kEvent,      ///< a vertical line
  kTarget,     ///< a dashed horizontal line
  kInfinite,   ///< the mark at the border of what lies beyond it
  kUndefined,  ///< the mark at the border of what is no number
  kNothing,    ///< words alone
};

struct LegendEntry {
  Swatch swatch = Swatch::kLine;
  std::size_t style = 0;  ///< the number of colour, dashes, marker and hatching
  std::string label = {};
  Lane lane = Lane::kWhole;  ///< of Swatch::kSpan
};

/// Draws entries in rows between x = 0 and the drawing's right border, from `top` on. Returns where
/// they end. Long labels are shortened.
double draw_legend(Svg& svg, double top, const std::vector<LegendEntry>& entries);

/// The mark of a value that has no place within the borders: an arrow head for infinities and, on
/// a logarithmic axis, what is not above zero; a cross for what is no number.
std::string beyond_mark(double x, double y, double value);

}  // namespace simgrad
