#pragma once

#include <cstddef>
#include <string>

/// Colours that the colour-blind can tell apart.
///
/// Source: Okabe and Ito 2008, Color Universal Design (jfly.uni-koeln.de/color), its yellow left
/// out, as it hardly shows on paper; the map of heat maps: Nuñez, Anderton and Renslow 2018,
/// cividis (arXiv:1712.01662).
namespace simgrad {

/// "#0072B2"; "currentColor", that of text, for every seventh.
std::string series_colour(std::size_t index);

struct Shade {
  std::string fill;
  bool is_dark = false;  ///< text on it should be light
};

/// @param share  0 (dark blue) to 1 (light yellow)
Shade cividis(double share);

}  // namespace simgrad
