#include "gui/export/svg_engine.hpp"

#include <algorithm>
#include <cmath>

#include <QBuffer>
#include <QImage>
#include <QPixmap>

#include "gui/export/svg_attributes.hpp"

namespace simgrad::gui {
namespace {

const QPaintEngine::PaintEngineFeatures kFeatures =
    QPaintEngine::PrimitiveTransform | QPaintEngine::PixmapTransform | QPaintEngine::PainterPaths |
    QPaintEngine::AlphaBlend | QPaintEngine::ConstantOpacity | QPaintEngine::Antialiasing |
    QPaintEngine::BlendModes | QPaintEngine::PaintOutsidePaintEvent;

QByteArray clipAttribute(int number) {
  return " clip-path=\"url(#clip" + QByteArray::number(number) + ")\"";
}

bool isRectangle(const QPainterPath& path) {
  constexpr int kCorners = 4;
  const QRectF bounds = path.boundingRect();
  for (int i = 0; i < path.elementCount(); ++i) {
    const QPointF point = path.elementAt(i);
    if ((point.x() != bounds.left() && point.x() != bounds.right()) ||
        (point.y() != bounds.top() && point.y() != bounds.bottom())) {
      return false;
    }
  }
  return path.elementCount() <= kCorners + 1;
}

}  // namespace

SvgEngine::SvgEngine() : QPaintEngine(kFeatures) {}

bool SvgEngine::begin(QPaintDevice* /*device*/) {
  setActive(true);
  return true;
}

bool SvgEngine::end() {
  setActive(false);
  return true;
}

void SvgEngine::updateState(const QPaintEngineState& changed) {
  const DirtyFlags dirty = changed.state();
  if (dirty & DirtyPen) {
    pen_ = changed.pen();
  }
  if (dirty & DirtyBrush) {
    brush_ = changed.brush();
  }
  if (dirty & DirtyTransform) {
    transform_ = changed.transform();
  }
  if (dirty & DirtyOpacity) {
    opacity_ = changed.opacity();
  }
  if (dirty & (DirtyClipPath | DirtyClipRegion | DirtyClipEnabled)) {
    updateClip(changed);
  }
}

void SvgEngine::updateClip(const QPaintEngineState& changed) {
  if (!changed.isClipEnabled() || changed.clipOperation() == Qt::NoClip) {
    clip_.reset();
    return;
  }
  QPainterPath added;
  if (changed.state() & DirtyClipPath) {
    added = changed.clipPath();
  } else if (changed.state() & DirtyClipRegion) {
    added.addRegion(changed.clipRegion());
  } else {
    return;
  }
  added = changed.transform().map(added);
  const bool is_narrowed = clip_ && changed.clipOperation() == Qt::IntersectClip;
  clip_ = is_narrowed ? clip_->intersected(added) : added;
}

bool SvgEngine::isVisible(const QRectF& bounds, QByteArray& attribute) {
  QPainterPath clip;
  if (!systemClip().isEmpty()) {  // of the widget that is painted
    clip.addRegion(systemClip());
    clip = clip_ ? clip.intersected(*clip_) : clip.simplified();
  } else if (clip_) {
    clip = *clip_;
  } else {
    return true;
  }
  if (!clip.boundingRect().intersects(bounds)) {
    return false;
  }
  if (isRectangle(clip) && clip.boundingRect().contains(bounds)) {
    return true;
  }
  const QByteArray shape = svgPath(clip);
  if (!clips_.contains(shape)) {
    const int number = static_cast<int>(clips_.size());
    clips_.insert(shape, number);
    body_ += "<clipPath id=\"clip" + QByteArray::number(number) + "\"><path d=\"" + shape +
             "\"/></clipPath>\n";
  }
  attribute = clipAttribute(clips_.value(shape));
  return true;
}

void SvgEngine::drawPath(const QPainterPath& path) {
  writePath(path, true);
}

void SvgEngine::drawPolygon(const QPointF* points, int count, PolygonDrawMode mode) {
  QPainterPath path;
  path.addPolygon(QPolygonF(QList<QPointF>(points, points + count)));
  if (mode == PolylineMode) {
    writePath(path, false);
    return;
  }
  path.closeSubpath();
  path.setFillRule(mode == WindingMode ? Qt::WindingFill : Qt::OddEvenFill);
  writePath(path, true);
}

QByteArray SvgEngine::stroke() const {
  if (pen_.style() == Qt::NoPen) {
    return {};
  }
  const double scale = pen_.isCosmetic() ? 1.0 : std::sqrt(std::abs(transform_.determinant()));
  const double width = pen_.widthF() > 0.0 ? pen_.widthF() * scale : 1.0;
  return svgPaint("stroke", pen_.brush(), opacity_) + svgLine(pen_, width);
}

void SvgEngine::writePath(const QPainterPath& path, bool is_filled) {
  const QPainterPath mapped = transform_.map(path);
  const double margin = std::max(1.0, pen_.widthF());  // a line has no extent of its own
  QByteArray clip;
  if (!isVisible(mapped.boundingRect().adjusted(-margin, -margin, margin, margin), clip)) {
    return;
  }
  body_ += "<path d=\"" + svgPath(mapped) + '"' +
           svgPaint("fill", is_filled ? brush_ : QBrush(), opacity_) + stroke();
  if (is_filled && mapped.fillRule() == Qt::OddEvenFill) {
    body_ += " fill-rule=\"evenodd\"";
  }
  body_ += clip + "/>\n";
}

void SvgEngine::drawPixmap(const QRectF& target, const QPixmap& pixmap, const QRectF& source) {
  drawImage(target, pixmap.toImage(), source, Qt::AutoColor);
}

void SvgEngine::drawImage(const QRectF& target, const QImage& image, const QRectF& source,
                          Qt::ImageConversionFlags /*flags*/) {
  QByteArray clip;
  if (!isVisible(transform_.mapRect(target), clip)) {
    return;
  }
  QBuffer png;
  png.open(QIODevice::WriteOnly);
  image.copy(source.toAlignedRect()).save(&png, "PNG");
  body_ += "<g" + clip + "><image preserveAspectRatio=\"none\" x=\"" + svgNumber(target.x()) +
           "\" y=\"" + svgNumber(target.y()) + "\" width=\"" + svgNumber(target.width()) +
           "\" height=\"" + svgNumber(target.height()) + "\" transform=\"" +
           svgTransform(transform_) + "\" opacity=\"" + svgNumber(opacity_) +
           "\" xlink:href=\"data:image/png;base64," + png.data().toBase64() + "\"/></g>\n";
}

void SvgEngine::drawTextItem(const QPointF& at, const QTextItem& item) {
  const QRectF bounds(at.x(), at.y() - item.ascent(), item.width(), item.ascent() + item.descent());
  QByteArray clip;
  if (item.text().trimmed().isEmpty() || !isVisible(transform_.mapRect(bounds), clip)) {
    return;
  }
  // The clip is the device's, so it cannot stand beside the text's own transform.
  body_ += "<g" + clip + "><text xml:space=\"preserve\" x=\"" + svgNumber(at.x()) + "\" y=\"" +
           svgNumber(at.y()) + "\" textLength=\"" + svgNumber(item.width()) +
           "\" lengthAdjust=\"spacingAndGlyphs\" transform=\"" + svgTransform(transform_) + '"' +
           svgFont(item.font()) + svgPaint("fill", pen_.brush(), opacity_) + '>' +
           svgText(item.text()) + "</text></g>\n";
}

}  // namespace simgrad::gui
