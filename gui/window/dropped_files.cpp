#include "gui/window/dropped_files.hpp"

#include <QMimeData>
#include <QUrl>

namespace simgrad::gui {

QStringList droppedFiles(const QMimeData& data) {
  QStringList files;
  for (const QUrl& url : data.urls()) {
    if (url.isLocalFile()) {
      files.push_back(url.toLocalFile());
    }
  }
  return files;
}

}  // namespace simgrad::gui
