#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gui/reading/run_snapshot.hpp"
#include "gui/views/topology/cluster.hpp"
#include "gui/views/topology/moment.hpp"
#include "gui/views/topology/picture.hpp"
#include "gui/views/topology/zones.hpp"

namespace simgrad::gui {

/// What the topology view shows: a run's cluster, which of its zones are unfolded, and a moment.
class TopologyModel {
 public:
  TopologyModel() = default;
  TopologyModel(const TopologyModel&) = delete;  // moments_ looks at cluster_
  TopologyModel& operator=(const TopologyModel&) = delete;
  TopologyModel(TopologyModel&&) = delete;
  TopologyModel& operator=(TopologyModel&&) = delete;
  ~TopologyModel() = default;

  /// Zones stay unfolded while the run is the same. Returns whether the picture is another one.
  bool setRun(const RunPointer& run);
  void setTime(double simulated_s);
  /// Folds a zone, or unfolds it: the picture is another one.
  void toggle(std::size_t zone);

  bool isEmpty() const { return picture_.places.empty(); }
  const RunPointer& run() const { return run_; }
  const Cluster& cluster() const { return cluster_; }
  const std::vector<Zone>& zones() const { return zones_; }
  const Picture& picture() const { return picture_; }
  const Moment& moment() const { return moment_; }
  Load load(const std::vector<std::uint32_t>& links) const {
    return loadOf(links, *run_->links, moment_);
  }

  /// The zone that a double click on a place folds or unfolds; none: nothing.
  std::optional<std::size_t> zoneOf(const Place& place) const;

 private:
  void compose();
  std::pair<std::string, std::string> keyOf(const Zone& zone) const;

  RunPointer run_ = {};
  Cluster cluster_ = {};
  ClusterTree tree_ = {};
  std::vector<Zone> zones_ = {};
  std::vector<std::optional<std::size_t>> zone_of_ = {};        // of each vertex
  std::set<std::pair<std::string, std::string>> toggled_ = {};  // keys of zones
  bool folds_first_ = false;
  Picture picture_ = {};
  std::unique_ptr<Moments> moments_ = {};
  Moment moment_ = {};
};

}  // namespace simgrad::gui
