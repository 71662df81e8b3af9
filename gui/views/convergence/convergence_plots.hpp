#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "gui/charts/plot.hpp"
#include "gui/session/session.hpp"

namespace simgrad::gui {

/// What losses and accuracies are drawn against.
enum class Against { kTime, kRounds, kBytes, kWallTime };

/// Of the loss axis. Automatic: logarithmic if losses differ by more than a factor of 50.
enum class LossAxis { kAutomatic, kLinear, kLogarithmic };

/// What the user chose to see.
struct ConvergenceChoice {
  Against against = Against::kTime;
  int half_life = 0;  ///< of smoothing, in evaluations; 0: none
  LossAxis loss_axis = LossAxis::kAutomatic;
};

enum class Measure { kLoss, kAccuracy };

/// One curve for each run that is shown, and the targets. Smoothed curves have the raw ones behind
/// them.
Plot convergencePlot(const std::vector<OpenRun>& runs, std::optional<std::size_t> current,
                     Measure measure, const ConvergenceChoice& choice);

/// The events whose failures belong into the plots: those of the current run, if it is shown and x
/// is simulated time; else none.
Shared<std::vector<EventRow>> eventsToMark(const std::vector<OpenRun>& runs,
                                           std::optional<std::size_t> current, Against against);

/// All evaluations of the runs that are shown, a line each.
QString convergenceCsv(const std::vector<OpenRun>& runs);

}  // namespace simgrad::gui
