#pragma once

#include <cstddef>
#include <vector>

#include <QString>

#include "gui/reading/sweep_reading.hpp"
#include "sim/results/axis_table.hpp"

namespace simgrad::gui {

/// Indices into SweepResults::runs.
using RunIndices = std::vector<std::size_t>;

/// A sweep with what its pictures need to know of it.
struct ComparedSweep {
  SweepPointer snapshot = {};
  std::vector<SweepAxis> axes = {};
  std::vector<SweepMetric> metrics = {};  ///< every one that is known

  [[nodiscard]] const SweepResults& results() const { return snapshot->results; }
};

ComparedSweep compared(const SweepPointer& snapshot);

/// "12 s", "> 30 s", "diverged", "–".
QString medianText(const SweepMetric& metric, const Estimate& estimate);

/// "8 to 12 s", "8 s to never", "0.3 to diverged"; "–" without one.
QString intervalText(const SweepMetric& metric, const Estimate& estimate);

/// "2 finished, 1 failed" of some runs; "no run" without.
QString statusText(const SweepResults& results, const RunIndices& runs);

/// What a cell of a table says, in words: "latency 20 ms: time to 85 % accuracy 12 s, 95 % interval
/// 8 to 14 s, of 3 runs".
QString cellWords(const ComparedSweep& sweep, const SweepMetric& metric, const QString& where,
                  const AxisCell& cell);

/// Runs of a cell that can be opened: those that count first.
RunIndices runsOf(const AxisCell& cell);

/// " Runs of rung 1 alone." of successive halving; empty without.
QString rungText(const ComparedSweep& sweep);

/// Why a sweep has nothing to draw, in one or two sentences; empty if it has.
QString whyNothing(const ComparedSweep& sweep);

}  // namespace simgrad::gui
