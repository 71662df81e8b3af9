#include "gui/views/topology/radial_layout.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace simgrad::gui {
namespace {

constexpr double kGap = 9.0;       // between discs of a circle
constexpr double kRingGap = 46.0;  // between circles
constexpr double kFirstRing = 110.0;
constexpr std::size_t kStaggerFrom = 24;  // leaves of one knot
constexpr double kPi = std::numbers::pi;

class Layout {
 public:
  explicit Layout(const std::vector<Knot>& knots)
      : knots_(knots), children_(knots.size()), depth_(knots.size(), 0) {
    for (std::size_t i = 1; i < knots.size(); ++i) {
      children_[knots[i].parent].push_back(i);
      depth_[i] = depth_[knots[i].parent] + 1;
    }
    stagger();
    weigh();
    spread();
    measureRings();
  }

  std::vector<QPointF> centres() const {
    std::vector<QPointF> centres;
    centres.reserve(knots_.size());
    for (std::size_t i = 0; i < knots_.size(); ++i) {
      const double radius = ring_[depth_[i]] + offset_[i];
      centres.emplace_back(radius * std::cos(angle_[i]), radius * std::sin(angle_[i]));
    }
    return centres;
  }

 private:
  double width(std::size_t knot) const { return 2.0 * knots_[knot].radius + kGap; }

  void stagger() {
    share_.assign(knots_.size(), 1.0);
    offset_.assign(knots_.size(), 0.0);
    for (const auto& children : children_) {
      std::vector<std::size_t> leaves;
      std::copy_if(children.begin(), children.end(), std::back_inserter(leaves),
                   [this](std::size_t child) {
                     return children_[child].empty();
                   });
      const bool is_uniform = std::all_of(leaves.begin(), leaves.end(), [&](std::size_t leaf) {
        return knots_[leaf].radius == knots_[leaves.back()].radius || leaf == leaves.front();
      });
      if (leaves.size() < kStaggerFrom || !is_uniform) {
        continue;
      }
      // The first, and what follows the last, may be of another size: they keep their full place.
      for (std::size_t i = 1; i < leaves.size(); ++i) {
        offset_[leaves[i]] = i % 2 == 0 ? 0.0 : width(leaves[i]);
        share_[leaves[i]] = i > 1 && i + 1 < leaves.size() ? 0.5 : 1.0;
      }
    }
  }

  void weigh() {
    weight_.assign(knots_.size(), 0.0);
    for (std::size_t i = knots_.size(); i-- > 0;) {
      weight_[i] = std::max(weight_[i], width(i) * share_[i]);
      if (i > 0) {
        weight_[knots_[i].parent] += weight_[i];
      }
    }
  }

  /// Gives every knot its sector: the children of one share it by weight.
  void spread() {
    angle_.assign(knots_.size(), 0.0);
    sector_.assign(knots_.size(), 2.0 * kPi);
    for (std::size_t i = 0; i < knots_.size(); ++i) {
      double sum = 0.0;
      for (const std::size_t child : children_[i]) {
        sum += weight_[child];
      }
      double begin = angle_[i] - sector_[i] / 2.0;
      if (i == 0 && !children_[i].empty()) {
        begin = -kPi / 2.0 - kPi * weight_[children_[i].front()] / sum;
      }
      for (const std::size_t child : children_[i]) {
        sector_[child] = sector_[i] * weight_[child] / sum;
        angle_[child] = begin + sector_[child] / 2.0;
        begin += sector_[child];
      }
    }
  }

  void measureRings() {
    const std::size_t rings = 1 + *std::max_element(depth_.begin(), depth_.end());
    std::vector<double> inward(rings, 0.0);
    std::vector<double> outward(rings, 0.0);
    ring_.assign(rings, 0.0);
    for (std::size_t i = 0; i < knots_.size(); ++i) {
      const std::size_t ring = depth_[i];
      inward[ring] = std::max(inward[ring], knots_[i].radius);
      outward[ring] = std::max(outward[ring], knots_[i].radius + knots_[i].label + offset_[i]);
      if (i > 0) {
        const double half = std::min(sector_[i] / (2.0 * share_[i]), kPi / 2.0);
        ring_[ring] = std::max(ring_[ring], width(i) / 2.0 / std::sin(half));
      }
    }
    for (std::size_t ring = 1; ring < rings; ++ring) {
      const double least = ring_[ring - 1] + outward[ring - 1] + inward[ring] + kRingGap;
      ring_[ring] = std::max({ring_[ring], least, kFirstRing});
    }
  }

  const std::vector<Knot>& knots_;
  std::vector<std::vector<std::size_t>> children_;
  std::vector<std::size_t> depth_;
  std::vector<double> share_ = {};   // of its own width that a knot takes on its circle
  std::vector<double> offset_ = {};  // from its circle outwards
  std::vector<double> weight_ = {};
  std::vector<double> angle_ = {};
  std::vector<double> sector_ = {};
  std::vector<double> ring_ = {};  // radius by depth
};

}  // namespace

std::vector<QPointF> layRadially(const std::vector<Knot>& knots) {
  return knots.empty() ? std::vector<QPointF>{} : Layout(knots).centres();
}

}  // namespace simgrad::gui
