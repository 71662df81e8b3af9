#include "sim/report/palette.hpp"

#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "sim/report/svg.hpp"

namespace simgrad {
namespace {

constexpr std::array kDashes{"", "8 4", "2 3", "10 3 2 3", "16 4"};
constexpr std::size_t kHatches = 6;  // 0 is none

// Polygons relative to the centre, for a radius of 1. The first shape of all is the circle.
constexpr std::array kPolygons{
    "m-.9 -.9h1.8v1.8h-1.8z",                            // square
    "m0 -1.1l1.1 2h-2.2z",                               // triangle
    "m0 -1.2l1.2 1.2l-1.2 1.2l-1.2 -1.2z",               // diamond
    "m-.3 -1.1h.6v.8h.8v.6h-.8v.8h-.6v-.8h-.8v-.6h.8z",  // plus
    "m0 1.1l-1.1 -2h2.2z",                               // triangle, point down
};

std::string scaled(const char* commands, double factor) {
  std::string out;
  for (const char* at = commands; *at != '\0';) {
    const bool is_number = *at == '-' || *at == '.' || (*at >= '0' && *at <= '9');
    if (!is_number) {
      out += *at++;
      continue;
    }
    char* end = nullptr;
    out += pixels(std::strtod(at, &end) * factor);
    at = end;
  }
  return out;
}

}  // namespace

std::string series_stroke(std::size_t index, bool dashed) {
  // Colours and dashes come round at different times: 35 pairs.
  const std::string dash = dashed ? kDashes[index % kDashes.size()] : "";
  return fmt::format(R"(stroke="{}" stroke-width="2" stroke-linejoin="round" fill="none"{})",
                     series_colour(index),
                     dash.empty() ? "" : fmt::format(R"( stroke-dasharray="{}")", dash));
}

std::string marker_path(std::size_t index, double x, double y, double radius) {
  const std::size_t shape = index % (kPolygons.size() + 1);
  const std::string at = fmt::format("M{} {}", pixels(x), pixels(y));
  if (shape == 0) {
    const std::string r = pixels(radius);
    const std::string d = pixels(2.0 * radius);
    return fmt::format("{0}m-{1} 0a{1} {1} 0 1 0 {2} 0a{1} {1} 0 1 0 -{2} 0z", at, r, d);
  }
  return at + scaled(kPolygons[shape - 1], radius);
}

std::string hatch_fill(std::size_t index) {
  return index % kHatches == 0 ? "none" : fmt::format("url(#hatch{})", index % kHatches);
}

std::string hatch_definitions() {
  static constexpr std::array kLines{"M-1 7L7 -1M-1 1L1 -1M5 7L7 5", "M-1 -1L7 7M5 -1L7 1M-1 5L1 7",
                                     "M0 3H6", "M3 0V6", "M0 3H6M3 0V6"};
  std::string out =
      R"(<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>)";
  for (std::size_t i = 0; i < kLines.size(); ++i) {
    out += fmt::format(
        R"(<pattern id="hatch{}" width="6" height="6" patternUnits="userSpaceOnUse">)"
        R"(<path d="{}" stroke="#fff" stroke-opacity="0.65" stroke-width="1.2" fill="none"/></pattern>)",
        i + 1, kLines[i]);
  }
  return out + "</defs></svg>\n";
}

}  // namespace simgrad
