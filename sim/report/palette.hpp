#pragma once

#include <cstddef>
#include <string>

/// How series are told apart: by colour, dashes, shape of marker and hatching together, so that
/// grey print and colour-blind readers lose nothing.
///
/// Source: Okabe and Ito 2008, Color Universal Design (jfly.uni-koeln.de/color), its yellow left
/// out, as it hardly shows on paper; the map of heat maps: Nuñez, Anderton and Renslow 2018,
/// cividis (arXiv:1712.01662).
namespace simgrad {

std::string series_colour(std::size_t index);

/// A stroke's attributes: colour, width and, if it is `dashed`, the series' own dashes.
std::string series_stroke(std::size_t index, bool dashed = true);

/// Path commands of a marker around (x, y), for filling.
std::string marker_path(std::size_t index, double x, double y, double radius);

/// The fill of hatching number `index`, to be laid over a colour; "none" for the first.
std::string hatch_fill(std::size_t index);

/// Hatchings, as an element that a page holds once.
std::string hatch_definitions();

struct Shade {
  std::string fill;
  bool is_dark = false;  ///< text on it should be light
};

/// @param share  0 (dark blue) to 1 (light yellow)
Shade cividis(double share);

}  // namespace simgrad
