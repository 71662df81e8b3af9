#include "gui/window/recent_files.hpp"

#include <QFileInfo>

namespace simgrad::gui {

void RecentFiles::set(const QStringList& paths) {
  QStringList kept = paths;
  kept.removeAll(QString());
  kept.removeDuplicates();
  kept = kept.mid(0, kMost);
  if (kept != paths_) {
    paths_ = kept;
    emit changed();
  }
}

void RecentFiles::add(const QString& path) {
  set(QStringList(QFileInfo(path).absoluteFilePath()) + paths_);
}

}  // namespace simgrad::gui
