#include "gui/export/svg_device.hpp"

#include <cmath>
#include <utility>

#include "gui/export/svg_attributes.hpp"
#include "gui/export/svg_engine.hpp"

namespace simgrad::gui {
namespace {

constexpr double kMillimetresPerInch = 25.4;
constexpr int kColourDepth = 32;

}  // namespace

SvgDevice::SvgDevice(QSize size, int dots_per_inch, QString title)
    : size_(size),
      dots_per_inch_(dots_per_inch),
      title_(std::move(title)),
      engine_(std::make_unique<SvgEngine>()) {}

SvgDevice::~SvgDevice() = default;

QByteArray SvgDevice::document() const {
  const QString head =
      QString(
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<svg xmlns=\"http://www.w3.org/2000/svg\" "
          "xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\" width=\"%1\" "
          "height=\"%2\" viewBox=\"0 0 %1 %2\">\n")
          .arg(size_.width())
          .arg(size_.height());
  return head.toUtf8() + "<title>" + svgText(title_) + "</title>\n" + engine_->body() + "</svg>\n";
}

QPaintEngine* SvgDevice::paintEngine() const {
  return engine_.get();
}

int SvgDevice::metric(PaintDeviceMetric metric) const {
  const auto millimetres = [this](int pixels) {
    return static_cast<int>(std::lround(pixels * kMillimetresPerInch / dots_per_inch_));
  };
  switch (metric) {
    case PdmWidth:
      return size_.width();
    case PdmHeight:
      return size_.height();
    case PdmWidthMM:
      return millimetres(size_.width());
    case PdmHeightMM:
      return millimetres(size_.height());
    case PdmDpiX:
    case PdmDpiY:
    case PdmPhysicalDpiX:
    case PdmPhysicalDpiY:
      return dots_per_inch_;
    case PdmNumColors:
      return 1 << (kColourDepth - 8);
    case PdmDepth:
      return kColourDepth;
    case PdmDevicePixelRatio:
      return 1;
    case PdmDevicePixelRatioScaled:
      return static_cast<int>(devicePixelRatioFScale());
    default:
      return QPaintDevice::metric(metric);
  }
}

}  // namespace simgrad::gui
