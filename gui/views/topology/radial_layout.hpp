#pragma once

#include <cstddef>
#include <vector>

#include <QPointF>

namespace simgrad::gui {

/// A disc of a tree that is laid out; parents come before their children.
struct Knot {
  std::size_t parent = 0;  ///< the first knot's: itself
  double radius = 0.0;
  double label = 0.0;  ///< length of the text behind it, away from the centre
};

/// Centres of discs, the first at (0, 0): those of each depth on a circle of their own, in the
/// sector of their parent, clockwise; the first child of the first knot lies at its top. No two
/// discs overlap. Where many leaves hang on one knot, every other one lies further out, so that
/// the circle is half as long. O(n).
std::vector<QPointF> layRadially(const std::vector<Knot>& knots);

}  // namespace simgrad::gui
