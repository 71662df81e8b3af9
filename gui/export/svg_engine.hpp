#pragma once

#include <optional>

#include <QHash>
#include <QPaintEngine>
#include <QPainterPath>
#include <QPen>
#include <QTransform>

namespace simgrad::gui {

/// Writes what is painted as elements of SVG, in the device's coordinates.
///
/// Qt paints what the features leave out (gradients, textures) as pictures.
class SvgEngine : public QPaintEngine {
 public:
  SvgEngine();

  const QByteArray& body() const { return body_; }

  bool begin(QPaintDevice* device) override;
  bool end() override;
  Type type() const override { return User; }
  void updateState(const QPaintEngineState& changed) override;
  void drawPath(const QPainterPath& path) override;
  void drawPolygon(const QPointF* points, int count, PolygonDrawMode mode) override;
  void drawPixmap(const QRectF& target, const QPixmap& pixmap, const QRectF& source) override;
  void drawImage(const QRectF& target, const QImage& image, const QRectF& source,
                 Qt::ImageConversionFlags flags) override;
  void drawTextItem(const QPointF& at, const QTextItem& item) override;

 private:
  void updateClip(const QPaintEngineState& changed);
  /// Whether something within `bounds` (of the device) is seen; then `attribute` clips it.
  bool isVisible(const QRectF& bounds, QByteArray& attribute);
  void writePath(const QPainterPath& path, bool is_filled);
  QByteArray stroke() const;

  QByteArray body_;
  QHash<QByteArray, int> clips_;  // numbers of those that were written
  QPen pen_;
  QBrush brush_;
  QTransform transform_;
  double opacity_ = 1.0;
  std::optional<QPainterPath> clip_;  // of the device; none: all is seen
};

}  // namespace simgrad::gui
