#include "gui/export/picture.hpp"

#include <QBuffer>
#include <QPainter>
#include <QSvgGenerator>
#include <QWidget>

namespace simgrad::gui {
namespace {

constexpr double kResolution = 2.0;

}  // namespace

QImage imageOf(QWidget& widget) {
  QImage image(widget.size() * kResolution, QImage::Format_RGB32);
  image.setDevicePixelRatio(kResolution);
  image.fill(widget.palette().color(QPalette::Window));
  widget.render(&image);
  return image;
}

QByteArray svgOf(QWidget& widget, const QString& title) {
  QBuffer buffer;
  QSvgGenerator generator;
  generator.setOutputDevice(&buffer);
  generator.setSize(widget.size());
  generator.setViewBox(widget.rect());
  generator.setResolution(widget.logicalDpiX());
  generator.setTitle(title);
  QPainter painter(&generator);
  painter.fillRect(widget.rect(), widget.palette().color(QPalette::Window));
  widget.render(&painter);
  painter.end();
  return buffer.data();
}

}  // namespace simgrad::gui
