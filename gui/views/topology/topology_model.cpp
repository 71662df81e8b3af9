#include "gui/views/topology/topology_model.hpp"

#include <algorithm>

namespace simgrad::gui {
namespace {

constexpr std::size_t kMostSingle = 128;  // hosts that are all drawn singly at first
constexpr std::size_t kMostZones = 96;

}  // namespace

bool TopologyModel::setRun(const RunPointer& run) {
  const RunPointer before = std::exchange(run_, run);
  moments_.reset();
  const bool is_same_cluster = before != nullptr && run != nullptr && before->key == run->key &&
                               before->nodes == run->nodes && before->links == run->links;
  if (!is_same_cluster) {
    if (before == nullptr || run == nullptr || before->key != run->key) {
      toggled_.clear();
    }
    cluster_ = run == nullptr ? Cluster{} : clusterOf(*run->nodes, *run->links);
    tree_ = treeOf(cluster_);
    zones_ = zonesOf(cluster_, tree_, kMostZones);
    zone_of_.assign(cluster_.vertices.size(), std::nullopt);
    for (std::size_t zone = 0; zone < zones_.size(); ++zone) {
      for (const std::uint32_t host : zones_[zone].hosts) {
        zone_of_[host] = zone;
      }
    }
    const auto hosts =
        std::count_if(cluster_.vertices.begin(), cluster_.vertices.end(), [](const Vertex& vertex) {
          return vertex.is_host;
        });
    folds_first_ = static_cast<std::size_t>(hosts) > kMostSingle;
    compose();
  }
  if (run != nullptr) {
    moments_ = std::make_unique<Moments>(run, cluster_);
  }
  setTime(moment_.simulated_s);
  return !is_same_cluster;
}

void TopologyModel::setTime(double simulated_s) {
  moment_ = moments_ == nullptr ? Moment{} : moments_->at(simulated_s);
}

void TopologyModel::toggle(std::size_t zone) {
  const auto key = keyOf(zones_.at(zone));
  if (toggled_.erase(key) == 0) {
    toggled_.insert(key);
  }
  compose();
}

std::optional<std::size_t> TopologyModel::zoneOf(const Place& place) const {
  switch (place.kind) {
    case PlaceKind::kZone:
    case PlaceKind::kBlock:
      return place.subject;
    case PlaceKind::kHost:
      return zone_of_[place.subject];
    default:
      return std::nullopt;
  }
}

void TopologyModel::compose() {
  std::vector<bool> is_unfolded;
  is_unfolded.reserve(zones_.size());
  for (const Zone& zone : zones_) {
    is_unfolded.push_back(folds_first_ == toggled_.contains(keyOf(zone)));
  }
  picture_ = pictureOf(cluster_, tree_, zones_, is_unfolded);
}

std::pair<std::string, std::string> TopologyModel::keyOf(const Zone& zone) const {
  return {cluster_.vertices[zone.anchor].name, zone.name};
}

}  // namespace simgrad::gui
