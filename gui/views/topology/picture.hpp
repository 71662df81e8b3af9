#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <QPointF>
#include <QRectF>

#include "gui/views/topology/cluster.hpp"
#include "gui/views/topology/zones.hpp"

namespace simgrad::gui {

/// kZone: a folded zone; kBlock: one that is unfolded, but too large to draw every cable.
enum class PlaceKind : std::uint8_t { kServer, kHost, kJunction, kZone, kBlock };

struct Place {
  PlaceKind kind = PlaceKind::kHost;
  std::uint32_t subject = 0;  ///< a vertex; of kZone and kBlock: a zone
  QPointF centre = {};
  double radius = 0.0;
};

/// The links between two places, together.
struct Strand {
  std::size_t from = 0;  ///< places
  std::size_t to = 0;
  std::vector<std::uint32_t> forth = {};  ///< links
  std::vector<std::uint32_t> back = {};
};

/// What is drawn where.
struct Picture {
  std::vector<Place> places = {};
  std::vector<Strand> strands = {};
};

/// Zones with more hosts unfold to a block.
inline constexpr std::size_t kMostFanned = 128;
inline constexpr double kCell = 14.0;  ///< side of a host in a block

/// Hosts of a row in a block.
std::size_t blockColumns(std::size_t hosts);

/// The square of a block around its centre.
QRectF blockRectangle(const Place& block, std::size_t hosts);

/// Deterministic; no two places overlap. O(n log n).
///
/// @param is_unfolded  of each zone
Picture pictureOf(const Cluster& cluster, const ClusterTree& tree, const std::vector<Zone>& zones,
                  const std::vector<bool>& is_unfolded);

}  // namespace simgrad::gui
