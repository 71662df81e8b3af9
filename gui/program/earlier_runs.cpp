#include "gui/program/earlier_runs.hpp"

#include <algorithm>
#include <exception>

#include <QDir>

#include "sim/record/reader.hpp"

namespace simgrad::gui {

std::vector<EarlierRun> findEarlierRuns(const QString& folder, const QString& title) {
  std::vector<EarlierRun> found;
  const QFileInfoList files = QDir(folder).entryInfoList({"*.db"}, QDir::Files | QDir::Readable);
  for (const QFileInfo& file : files) {
    try {
      const RunReader reader(file.absoluteFilePath().toStdString());
      const std::vector<RunRow> runs = reader.runs();
      if (runs.size() == 1 && runs.front().title == title.toStdString()) {
        const RunRow& run = runs.front();
        found.push_back({file.absoluteFilePath(), QString::fromStdString(run.status),
                         QString::fromStdString(run.started_utc), run.simulated_s, run.seed});
      }
    } catch (const std::exception&) {
      continue;  // another program's, or being made
    }
  }
  std::stable_sort(found.begin(), found.end(), [](const EarlierRun& a, const EarlierRun& b) {
    return a.started_utc > b.started_utc;
  });
  return found;
}

}  // namespace simgrad::gui
