#pragma once

#include <memory>

#include <QByteArray>
#include <QPaintDevice>
#include <QSize>
#include <QString>

namespace simgrad::gui {

class SvgEngine;

/// Something to paint on that becomes SVG 1.1: text stays text, and clips are kept, which
/// QSvgGenerator of Qt 6.4 drops, so that lines would leave their plot and rows their table.
class SvgDevice : public QPaintDevice {
 public:
  /// @param dots_per_inch  as on the screen, so that everything has the size it has there
  SvgDevice(QSize size, int dots_per_inch, QString title);
  ~SvgDevice() override;
  SvgDevice(const SvgDevice&) = delete;
  SvgDevice& operator=(const SvgDevice&) = delete;
  SvgDevice(SvgDevice&&) = delete;
  SvgDevice& operator=(SvgDevice&&) = delete;

  /// The document, once the painter has ended.
  QByteArray document() const;

  QPaintEngine* paintEngine() const override;

 protected:
  int metric(PaintDeviceMetric metric) const override;

 private:
  QSize size_;
  int dots_per_inch_;
  QString title_;
  std::unique_ptr<SvgEngine> engine_;
};

}  // namespace simgrad::gui
