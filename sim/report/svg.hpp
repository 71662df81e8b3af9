#pragma once

#include <limits>
#include <string>
#include <string_view>

#include "sim/report/glyphs.hpp"

namespace simgrad {

/// Any text as it may stand in XML and HTML, between tags and in an attribute's quotes.
std::string escape(std::string_view text);

/// A coordinate, to a tenth of a pixel.
std::string pixels(double value);

enum class Anchor { kStart, kMiddle, kEnd };

struct TextStyle {
  Anchor anchor = Anchor::kStart;
  double width = std::numeric_limits<double>::infinity();  ///< what is wider is shortened
  double size = kFontSize;
  bool bold = false;
  bool faint = false;
  bool upright = false;          ///< turned by 90°, read from below
  std::string_view colour = {};  ///< empty: of the text around
};

/// The text of a drawing, written from back to front. Coordinates are pixels from the top left.
class Svg {
 public:
  /// @param title  what the drawing is, for those who do not see it
  Svg(double width, std::string_view title);

  /// One line of text, whose baseline begins, has its middle or ends at (x, y). What had to be
  /// shortened is there in full as a tooltip; so is `tooltip`.
  void text(double x, double y, std::string_view text, const TextStyle& style = {},
            std::string_view tooltip = {});

  /// `style`: attributes, such as `stroke="currentColor"`.
  void line(double x1, double y1, double x2, double y2, std::string_view style,
            std::string_view tooltip = {});
  void rect(double x, double y, double width, double height, std::string_view style,
            std::string_view tooltip = {});
  void path(std::string_view commands, std::string_view style, std::string_view tooltip = {});

  double width() const { return width_; }

  /// The whole element, `height` pixels high.
  std::string finish(double height) const;

 private:
  void element(std::string_view start, std::string_view tag, std::string_view tooltip);

  double width_;
  std::string title_;
  std::string body_;
};

}  // namespace simgrad
