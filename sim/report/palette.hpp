#pragma once

#include <cstddef>
#include <string>

#include "sim/results/colours.hpp"

/// How series are told apart: by colour (sim/results/colours.hpp), dashes, shape of marker and
/// hatching together, so that grey print and colour-blind readers lose nothing.
namespace simgrad {

/// A stroke's attributes: colour, width and, if it is `dashed`, the series' own dashes.
std::string series_stroke(std::size_t index, bool dashed = true);

/// Path commands of a marker around (x, y), for filling.
std::string marker_path(std::size_t index, double x, double y, double radius);

/// The fill of hatching number `index`, to be laid over a colour; "none" for the first.
std::string hatch_fill(std::size_t index);

/// Hatchings, as an element that a page holds once.
std::string hatch_definitions();

}  // namespace simgrad
