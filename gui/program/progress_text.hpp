#pragma once

#include <optional>

#include <QString>

#include "gui/program/answers.hpp"

namespace simgrad::gui {

/// Wall seconds that are left if the rest goes on as fast. None before the first round is done.
std::optional<double> leftSeconds(const Progress& progress, double wall_s);

/// "round 12 of 100 · simulated 4 min 10 s, 31 times wall time · loss 0.4321 · accuracy 83.1 %
/// (round 11)"
QString progressText(const Progress& progress, double wall_s);

/// "12 s left"; empty before the first round is done.
QString leftText(const Progress& progress, double wall_s);

}  // namespace simgrad::gui
