#include "gui/export/picture.hpp"

#include <QPainter>
#include <QWidget>

#include "gui/export/svg_device.hpp"

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
  SvgDevice device(widget.size(), widget.logicalDpiX(), title);
  QPainter painter(&device);
  painter.fillRect(widget.rect(), widget.palette().color(QPalette::Window));
  widget.render(&painter);
  painter.end();
  return device.document();
}

}  // namespace simgrad::gui
