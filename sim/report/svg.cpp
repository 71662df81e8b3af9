#include "sim/report/svg.hpp"

#include <cmath>

#include <fmt/format.h>

namespace simgrad {

std::string escape(std::string_view text) {
  std::string out;
  for (const char letter : clean_text(text)) {
    switch (letter) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += letter;
    }
  }
  return out;
}

std::string pixels(double value) {
  const auto tenths = static_cast<long long>(std::llround(10.0 * value));
  return tenths % 10 == 0 ? fmt::format("{}", tenths / 10)
                          : fmt::format("{:.1f}", static_cast<double>(tenths) / 10.0);
}

Svg::Svg(double width, std::string_view title) : width_(width), title_(title) {}

void Svg::element(std::string_view start, std::string_view tag, std::string_view tooltip) {
  body_ += start;
  if (tooltip.empty()) {
    body_ += "/>\n";
  } else {
    body_ += fmt::format("><title>{}</title></{}>\n", escape(tooltip), tag);
  }
}

void Svg::text(double x, double y, std::string_view text, const TextStyle& style,
               std::string_view tooltip) {
  const std::string whole = clean_text(text);
  const std::string shown = shorten(whole, style.width, style.size, style.bold);
  if (shown.empty()) {
    return;
  }
  static constexpr const char* kAnchors[] = {"start", "middle", "end"};
  std::string start =
      fmt::format(R"(<text x="{}" y="{}" font-size="{}" text-anchor="{}")", pixels(x), pixels(y),
                  style.size, kAnchors[static_cast<int>(style.anchor)]);
  start += style.bold ? R"( font-weight="bold")" : "";
  start += style.faint ? R"( opacity="0.75")" : "";
  start +=
      style.upright ? fmt::format(R"~( transform="rotate(-90 {} {})")~", pixels(x), pixels(y)) : "";
  start += style.colour.empty() ? "" : fmt::format(R"( fill="{}")", style.colour);
  if (!is_width_known(shown)) {
    start += fmt::format(R"( textLength="{}" lengthAdjust="spacingAndGlyphs")",
                         pixels(text_width(shown, style.size, style.bold)));
  }
  const std::string full = shown == whole    ? std::string(tooltip)
                           : tooltip.empty() ? whole
                                             : fmt::format("{}: {}", whole, tooltip);
  const std::string title = full.empty() ? "" : fmt::format("<title>{}</title>", escape(full));
  body_ += fmt::format("{}>{}{}</text>\n", start, title, escape(shown));
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view style,
               std::string_view tooltip) {
  element(fmt::format(R"(<line x1="{}" y1="{}" x2="{}" y2="{}" {})", pixels(x1), pixels(y1),
                      pixels(x2), pixels(y2), style),
          "line", tooltip);
}

void Svg::rect(double x, double y, double width, double height, std::string_view style,
               std::string_view tooltip) {
  element(fmt::format(R"(<rect x="{}" y="{}" width="{}" height="{}" {})", pixels(x), pixels(y),
                      pixels(width), pixels(height), style),
          "rect", tooltip);
}

void Svg::path(std::string_view commands, std::string_view style, std::string_view tooltip) {
  element(fmt::format(R"(<path d="{}" {})", commands, style), "path", tooltip);
}

std::string Svg::finish(double height) const {
  return fmt::format(
      R"(<svg viewBox="0 0 {} {}" role="img" aria-label="{}" font-family="{}" fill="currentColor">)"
      "\n{}</svg>\n",
      pixels(width_), pixels(height), escape(title_), kFontStack, body_);
}

}  // namespace simgrad
