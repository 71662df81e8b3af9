#pragma once

#include <QString>

namespace simgrad::gui {

/// Where a run of a scenario records by default: NAME.db beside the scenario, or the first of
/// NAME-2.db, NAME-3.db … that nothing is at, so that earlier runs stay for comparison. A sweep's
/// folder: the same without suffix.
QString proposedOutput(const QString& scenario, bool is_sweep);

}  // namespace simgrad::gui
