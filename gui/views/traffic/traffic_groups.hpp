#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include <QString>

#include "gui/charts/plot_axis.hpp"
#include "gui/reading/run_snapshot.hpp"

namespace simgrad::gui {

/// Bytes of a group in the bin [index, index + 1) · bin_s.
struct GroupBin {
  std::int64_t index = 0;
  double bytes = 0.0;
};

/// Links that are counted together.
struct TrafficGroup {
  QString name = {};
  double bytes = 0.0;
  std::vector<GroupBin> bins = {};  ///< in the order of time; those without bytes are left out
};

/// How much of [begin_s, begin_s + length_s) lies before the end of the run, which cuts its last
/// bin off; all of it where that is nothing.
double lengthBefore(double end_s, double begin_s, double length_s);

struct TrafficGroups {
  double bin_s = 0.0;                                      ///< 0 without traffic
  double end_s = std::numeric_limits<double>::infinity();  ///< of the run
  std::vector<TrafficGroup> groups = {};

  /// Bytes per second of a group at a moment.
  double rateAt(std::size_t group, double simulated_s) const;
};

/// Those that carried most, at most six, in the order of their bytes; one with all others behind.
/// O(bins + links).
///
/// @param end_s  of the run
TrafficGroups groupTraffic(const std::vector<LinkRow>& links, const TrafficTable& traffic,
                           double end_s = std::numeric_limits<double>::infinity());

/// A part of traffic over time in equal steps.
struct TrafficSteps {
  double begin_s = 0.0;
  double step_s = 0.0;
  std::vector<std::vector<double>> bytes = {};  ///< of each group, in each step
};

/// Neighbouring bins summed, a power of two of them, to at most `most` steps within `range` and as
/// many as it takes at its sides. Steps are whole: no byte of a bin is dropped.
TrafficSteps stepsWithin(const TrafficGroups& traffic, const Range& range, std::size_t most);

/// begin_s,group,bytes_per_s: a line a bin and group, in the order of time.
QString trafficCsv(const TrafficGroups& traffic);

}  // namespace simgrad::gui
