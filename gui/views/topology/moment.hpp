#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <QChar>
#include <QColor>
#include <QString>

#include "gui/reading/run_snapshot.hpp"
#include "gui/views/topology/cluster.hpp"
#include "gui/views/topology/fault_history.hpp"

/// What a cluster was doing at one moment.
namespace simgrad::gui {

/// In the order of what a host with several nodes shows: the first that one of them is in.
enum class HostState : std::uint8_t { kDown, kCompute, kSend, kReceive, kOther, kWait, kIdle };
inline constexpr std::size_t kHostStates = 7;

QString hostStateName(HostState state);  ///< "computing"
QChar hostStateLetter(HostState state);  ///< 'C'; 'X': down
QColor hostStateColour(HostState state);
QColor hostStateTextColour(HostState state);  ///< of a letter on it

struct Moment {
  double simulated_s = 0.0;
  double bin_s = 0.0;                           ///< of traffic
  std::vector<HostState> hosts = {};            ///< of each vertex; of junctions: idle
  std::vector<bool> is_slow = {};               ///< of each vertex
  std::vector<std::int64_t> link_bytes = {};    ///< of each link, in the bin of this moment
  std::vector<Condition> link_conditions = {};  ///< of each link
};

/// Finds moments of a run. O(n) to make; a moment costs O(hosts · log spans + links).
class Moments {
 public:
  /// @param cluster  of this run; must live as long
  Moments(RunPointer run, const Cluster& cluster);

  /// The last moment stands for all that follow: the very end of a run shows what it ended in.
  Moment at(double simulated_s) const;

 private:
  HostState stateOf(std::uint32_t node, double simulated_s) const;
  void addTraffic(Moment& moment) const;

  RunPointer run_;
  const Cluster& cluster_;
  FaultHistory faults_;
  std::vector<double> latest_end_s_ = {};  // of each span and those of its node before it
};

/// The use of some links together.
struct Load {
  double bytes = 0.0;
  double capacity_bytes = 0.0;                ///< what they could carry in a bin
  std::optional<std::uint32_t> busiest = {};  ///< a link; none: none carries anything
  double busiest_share = 0.0;
  Condition worst = Condition::kNormal;

  /// Used part of the bandwidth, ≥ 0; 0 if nothing is known of it.
  double share() const { return capacity_bytes > 0.0 ? bytes / capacity_bytes : 0.0; }
};

Load loadOf(std::span<const std::uint32_t> links, const std::vector<LinkRow>& rows,
            const Moment& moment);

/// How many hosts are in each state.
std::array<std::size_t, kHostStates> countStates(std::span<const std::uint32_t> hosts,
                                                 const Moment& moment);

}  // namespace simgrad::gui
