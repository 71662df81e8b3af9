#include "gui/program/output_place.hpp"

#include <QDir>
#include <QFileInfo>

namespace simgrad::gui {

QString proposedOutput(const QString& scenario, bool is_sweep) {
  const QFileInfo file(scenario);
  const QString stem = file.absoluteDir().filePath(file.completeBaseName());
  const QString suffix = is_sweep ? "" : ".db";
  QString path = stem + suffix;
  for (int number = 2; QFileInfo::exists(path); ++number) {
    path = stem + '-' + QString::number(number) + suffix;
  }
  return path;
}

}  // namespace simgrad::gui
