#pragma once

#include <vector>

#include <QString>

namespace simgrad::gui {

/// A run database that holds one run.
struct EarlierRun {
  QString path = {};
  QString status = {};
  QString started_utc = {};
  double simulated_s = 0.0;
  qint64 seed = 0;
};

/// The run databases of a folder whose run has this title, the latest first. What cannot be read is
/// left out, and so are sweeps. Takes its time: for another thread.
std::vector<EarlierRun> findEarlierRuns(const QString& folder, const QString& title);

}  // namespace simgrad::gui
