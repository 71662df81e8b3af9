#pragma once

#include <cstdint>

#include <QString>

#include "gui/reading/run_snapshot.hpp"

namespace simgrad::gui {

/// How a run stands, in one line: "running: round 3 of 100, 4 min 10 s",
/// "no news for 40 s: killed or busy; round 3 of 100", "finished: 100 rounds, 85 min 36 s",
/// "failed: the server was lost".
///
/// @param now_utc_s  seconds since 1970: a run whose file has not changed for long may be dead
QString runStatus(const RunSnapshot& run, std::int64_t now_utc_s);

}  // namespace simgrad::gui
