#include "gui/views/topology/picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "gui/views/topology/radial_layout.hpp"

namespace simgrad::gui {
namespace {

constexpr std::array<double, 4> kRadii{26.0, 13.0, 6.0, 48.0};  // by PlaceKind; blocks: their size
constexpr double kLabel = 96.0;                                 // of a host
constexpr double kCaption = 16.0;
constexpr double kCaptionFactor = 1.03;  // above a block

double radiusOf(PlaceKind kind, std::size_t hosts) {
  if (kind == PlaceKind::kBlock) {
    return static_cast<double>(blockColumns(hosts)) * kCell / std::sqrt(2.0) * kCaptionFactor +
           kCaption;
  }
  return kRadii[static_cast<std::size_t>(kind)];
}

class Composing {
 public:
  Composing(const Cluster& cluster, const ClusterTree& tree, const std::vector<Zone>& zones,
            const std::vector<bool>& is_unfolded)
      : cluster_(cluster), tree_(tree), zones_(zones), place_of_(cluster.vertices.size()) {
    zones_at_.resize(cluster.vertices.size());
    gathered_in_.resize(cluster.vertices.size());
    is_shown_.assign(cluster.vertices.size(), false);
    for (std::uint32_t zone = 0; zone < zones.size(); ++zone) {
      if (is_unfolded[zone] && zones[zone].hosts.size() <= kMostFanned) {
        continue;
      }
      zones_at_[zones[zone].anchor].push_back(zone_places_.size());
      zone_places_.push_back({zone, is_unfolded[zone] ? PlaceKind::kBlock : PlaceKind::kZone});
      for (const std::uint32_t host : zones[zone].hosts) {
        gathered_in_[host] = zone;
      }
    }
  }

  Picture compose() {
    if (cluster_.vertices.empty()) {
      return {};
    }
    chooseShown();
    addPlaces();
    const std::vector<QPointF> centres = layRadially(knots_);
    for (std::size_t i = 0; i < centres.size(); ++i) {
      picture_.places[i].centre = centres[i];
    }
    addCables();
    return std::move(picture_);
  }

 private:
  struct ZonePlace {
    std::uint32_t zone = 0;
    PlaceKind kind = PlaceKind::kZone;
  };

  void show(std::uint32_t vertex) {
    while (!is_shown_[vertex]) {
      is_shown_[vertex] = true;
      vertex = tree_.parent[vertex];
    }
  }

  /// Hosts that are in no place of a zone, and all that they and such places hang on.
  void chooseShown() {
    is_shown_[tree_.hub] = true;
    for (std::uint32_t vertex = 0; vertex < cluster_.vertices.size(); ++vertex) {
      if (cluster_.vertices[vertex].is_host && !gathered_in_[vertex]) {
        show(vertex);
      }
    }
    for (const ZonePlace& zone : zone_places_) {
      show(zones_[zone.zone].anchor);
    }
  }

  std::size_t addPlace(PlaceKind kind, std::uint32_t subject, std::size_t parent,
                       std::size_t hosts) {
    const double radius = radiusOf(kind, hosts);
    picture_.places.push_back({.kind = kind, .subject = subject, .radius = radius});
    knots_.push_back(
        {.parent = parent, .radius = radius, .label = kind == PlaceKind::kHost ? kLabel : 0.0});
    return picture_.places.size() - 1;
  }

  /// Breadth first, since a chain of junctions may be long.
  void addPlaces() {
    struct Next {
      std::uint32_t vertex = 0;
      ZonePlace* zone = nullptr;  // or that, which is no vertex
      std::size_t parent = 0;
    };
    std::vector<Next> queue{{.vertex = tree_.hub}};
    for (std::size_t i = 0; i < queue.size(); ++i) {
      const Next next = queue[i];
      if (next.zone != nullptr) {
        addZone(*next.zone, next.parent);
        continue;
      }
      const std::size_t place = addPlace(kindOf(next.vertex), next.vertex, next.parent, 1);
      place_of_[next.vertex] = place;
      for (const std::uint32_t child : tree_.children[next.vertex]) {
        if (is_shown_[child]) {
          queue.push_back({.vertex = child, .parent = place});
        }
      }
      for (const std::size_t index : zones_at_[next.vertex]) {
        queue.push_back({.zone = &zone_places_[index], .parent = place});
      }
    }
  }

  PlaceKind kindOf(std::uint32_t vertex) const {
    if (cluster_.vertices[vertex].is_server) {
      return PlaceKind::kServer;
    }
    return cluster_.vertices[vertex].is_host ? PlaceKind::kHost : PlaceKind::kJunction;
  }

  void addZone(const ZonePlace& zone, std::size_t parent) {
    addBundle(zone, addPlace(zone.kind, zone.zone, parent, zones_[zone.zone].hosts.size()), parent);
  }

  /// All cables between the hosts of a zone and its anchor, each once.
  void addBundle(const ZonePlace& zone, std::size_t place, std::size_t anchor_place) {
    Strand strand{.from = place, .to = anchor_place};
    std::vector<std::uint32_t> vertices;
    for (const std::uint32_t host : zones_[zone.zone].hosts) {
      for (std::uint32_t at = host; at != zones_[zone.zone].anchor; at = tree_.parent[at]) {
        vertices.push_back(at);
      }
    }
    std::sort(vertices.begin(), vertices.end());
    vertices.erase(std::unique(vertices.begin(), vertices.end()), vertices.end());
    for (const std::uint32_t vertex : vertices) {
      if (tree_.cable[vertex]) {
        const Cable& cable = cluster_.cables[*tree_.cable[vertex]];
        const bool leads_up = cable.a == vertex;
        const auto& up = leads_up ? cable.forth : cable.back;
        const auto& down = leads_up ? cable.back : cable.forth;
        strand.forth.insert(strand.forth.end(), up.begin(), up.end());
        strand.back.insert(strand.back.end(), down.begin(), down.end());
      }
    }
    if (!strand.forth.empty() || !strand.back.empty()) {
      picture_.strands.push_back(std::move(strand));
    }
  }

  void addCables() {
    for (const Cable& cable : cluster_.cables) {
      if (place_of_[cable.a] && place_of_[cable.b]) {
        picture_.strands.push_back(
            {*place_of_[cable.a], *place_of_[cable.b], cable.forth, cable.back});
      }
    }
  }

  const Cluster& cluster_;
  const ClusterTree& tree_;
  const std::vector<Zone>& zones_;
  std::vector<std::optional<std::size_t>> place_of_;            // of each vertex
  std::vector<std::optional<std::uint32_t>> gathered_in_ = {};  // of each vertex: its zone's place
  std::vector<ZonePlace> zone_places_ = {};
  std::vector<std::vector<std::size_t>> zones_at_ = {};  // of each vertex: in zone_places_
  std::vector<bool> is_shown_ = {};                      // of each vertex
  std::vector<Knot> knots_ = {};
  Picture picture_ = {};
};

}  // namespace

std::size_t blockColumns(std::size_t hosts) {
  return static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(hosts))));
}

QRectF blockRectangle(const Place& block, std::size_t hosts) {
  const std::size_t columns = blockColumns(hosts);
  const std::size_t rows = (hosts + columns - 1) / columns;
  const QSizeF size(static_cast<double>(columns) * kCell, static_cast<double>(rows) * kCell);
  return {block.centre - QPointF(size.width() / 2.0, size.height() / 2.0), size};
}

Picture pictureOf(const Cluster& cluster, const ClusterTree& tree, const std::vector<Zone>& zones,
                  const std::vector<bool>& is_unfolded) {
  return Composing(cluster, tree, zones, is_unfolded).compose();
}

}  // namespace simgrad::gui
