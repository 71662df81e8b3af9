#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "gui/reading/run_snapshot.hpp"

namespace simgrad::gui {

/// Bins of traffic as they come from a run that is being written: a bin that comes again replaces
/// the one before, and a bin of another width all of them.
class TrafficGathering {
 public:
  /// @param link  its index
  /// Returns false, and takes nothing, unless the bin lies somewhere and carries something.
  bool add(std::uint32_t link, double begin_s, double length_s, std::int64_t bytes);

  /// All bins, sorted.
  Shared<TrafficTable> table();

  void clear();

 private:
  double bin_s_ = 0.0;
  std::vector<TrafficBin> bins_;
  std::unordered_map<std::uint64_t, std::size_t> place_of_;  // of (index, link) in bins_
  Shared<TrafficTable> published_ = std::make_shared<const TrafficTable>();
  bool changed_ = false;
};

}  // namespace simgrad::gui
