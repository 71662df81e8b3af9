#include "gui/export/saving.hpp"

#include <QBuffer>
#include <QFileInfo>
#include <QSaveFile>

#include "gui/export/picture.hpp"
#include "gui/views/view.hpp"

namespace simgrad::gui {
namespace {

constexpr int kSmall = 10;  // what Qt calls quality: PNG loses nothing, and takes less space

QString write(const QString& path, const QByteArray& bytes) {
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
    return QString("%1: cannot be written: %2").arg(path, file.errorString());
  }
  return {};
}

QByteArray pngOf(QWidget& widget) {
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  imageOf(widget).save(&buffer, "PNG", kSmall);
  return buffer.data();
}

}  // namespace

QString saveView(View& view, const QString& path) {
  view.bringUpToDate();
  if (QFileInfo(path).suffix().toLower() == "csv") {
    return saveTable(view, path);
  }
  return saveWidget(*view.picture(), path, QString(view.info().title).remove('&'));
}

QString saveWidget(QWidget& widget, const QString& path, const QString& title) {
  const QString suffix = QFileInfo(path).suffix().toLower();
  if (suffix == "png") {
    return write(path, pngOf(widget));
  }
  if (suffix == "svg") {
    return write(path, svgOf(widget, title));
  }
  return QString("%1: its name must end in .png, .svg or .csv, which says how it is saved")
      .arg(path);
}

QString saveTable(View& view, const QString& path) {
  view.bringUpToDate();
  const QString table = view.csv();
  if (table.isEmpty()) {
    return QString("%1: not written: the view shows nothing that a table could hold").arg(path);
  }
  return write(path, table.toUtf8());
}

}  // namespace simgrad::gui
