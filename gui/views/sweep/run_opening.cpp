#include "gui/views/sweep/run_opening.hpp"

#include <algorithm>

#include <QStringList>

namespace simgrad::gui {

RunOpening openingOf(const SweepSnapshot& sweep, const RunIndices& runs) {
  RunOpening opening;
  QStringList seeds;
  for (std::size_t i = 0; i < std::min(runs.size(), kMostOpened); ++i) {
    const RunResult& run = sweep.results.runs[runs[i]];
    opening.runs.push_back({sweep.database, run.id});
    seeds += QString::fromStdString(run.seed);
  }
  if (runs.empty()) {
    opening.words = "There is no run to open.";
  } else if (runs.size() > kMostOpened) {
    opening.words = QString(
                        "Opened the first %1 of %2 runs: the table below the points opens any "
                        "other.")
                        .arg(kMostOpened)
                        .arg(runs.size());
  } else if (runs.size() == 1) {
    opening.words =
        QString("Opened run %1, seed %2.").arg(opening.runs.front().run).arg(seeds.front());
  } else {
    opening.words = QString("Opened %1 runs, seeds %2.").arg(runs.size()).arg(seeds.join(", "));
  }
  return opening;
}

}  // namespace simgrad::gui
