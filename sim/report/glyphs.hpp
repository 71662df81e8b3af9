#pragma once

#include <algorithm>
#include <string>
#include <string_view>

/// How wide text is, before any font is loaded.
namespace simgrad {

/// The fonts that charts and pages ask for, none of them fetched.
inline constexpr const char* kFontStack =
    "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

inline constexpr double kFontSize = 14.0;
inline constexpr double kTitleSize = 16.0;
inline constexpr double kAscent = 0.80;   // of the font size, above the baseline
inline constexpr double kDescent = 0.24;  // below it

/// `text` as valid UTF-8 without control characters, byte-order marks, and what turns the direction
/// of writing: each of those, and each byte that is no UTF-8, becomes U+FFFD. Tab and line feed
/// stay.
std::string clean_text(std::string_view text);

/// Width in pixels, at least what the fonts of kFontStack take: of each glyph of ASCII the widest
/// among Liberation Sans and DejaVu Sans 2.37. Other characters count as one em.
double text_width(std::string_view text, double size = kFontSize, bool bold = false);

/// The width of the widest of some labels, cleaned; 0 if there is none.
///
/// @param label_of  the label of an item
template <class Items, class LabelOf>
double widest_label(const Items& items, LabelOf&& label_of) {
  double widest = 0.0;
  for (const auto& item : items) {
    widest = std::max(widest, text_width(clean_text(label_of(item))));
  }
  return widest;
}

/// Whether text_width() knows every glyph; else the fonts may take more.
bool is_width_known(std::string_view text);

/// `text` if it is not wider than `width`, else as much of its head and tail as fits around "…":
/// long names tend to differ at their ends. Empty if not even "…" fits.
std::string shorten(std::string_view text, double width, double size = kFontSize,
                    bool bold = false);

}  // namespace simgrad
