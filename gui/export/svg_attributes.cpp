#include "gui/export/svg_attributes.hpp"

#include <cmath>

#include <QFontInfo>

namespace simgrad::gui {
namespace {

constexpr int kDigits = 6;

QByteArray point(double x, double y) {
  return svgNumber(x) + ' ' + svgNumber(y) + ' ';
}

const char* capOf(Qt::PenCapStyle style) {
  return style == Qt::FlatCap ? "butt" : style == Qt::RoundCap ? "round" : "square";
}

const char* joinOf(Qt::PenJoinStyle style) {
  return style == Qt::RoundJoin ? "round" : style == Qt::BevelJoin ? "bevel" : "miter";
}

}  // namespace

QByteArray svgNumber(double value) {
  return std::isfinite(value) ? QByteArray::number(value, 'g', kDigits) : QByteArray("0");
}

/// XML 1.0 knows no other control characters than these three, not even escaped.
QByteArray svgText(QString text) {
  text.removeIf([](QChar character) {
    return character < QChar(' ') && character != '\t' && character != '\n' && character != '\r';
  });
  return text.toHtmlEscaped().toUtf8();
}

QByteArray svgPath(const QPainterPath& path) {
  QByteArray text;
  for (int i = 0; i < path.elementCount(); ++i) {
    const QPainterPath::Element element = path.elementAt(i);
    if (element.isMoveTo()) {
      text += 'M';
    } else if (element.isLineTo()) {
      text += 'L';
    } else if (element.type == QPainterPath::CurveToElement) {
      text += 'C';  // two more points follow
    }
    text += point(element.x, element.y);
  }
  return text.trimmed();
}

QByteArray svgTransform(const QTransform& transform) {
  return "matrix(" + point(transform.m11(), transform.m12()) +
         point(transform.m21(), transform.m22()) + point(transform.dx(), transform.dy()).trimmed() +
         ')';
}

QByteArray svgPaint(const char* attribute, const QBrush& brush, double opacity) {
  const QByteArray name = QByteArray(" ") + attribute;
  if (brush.style() == Qt::NoBrush || brush.color().alpha() == 0) {
    return name + "=\"none\"";
  }
  const QByteArray colour = name + "=\"" + brush.color().name().toLatin1() + '"';
  const double alpha = brush.color().alphaF() * opacity;
  return alpha < 1.0 ? colour + name + "-opacity=\"" + svgNumber(alpha) + '"' : colour;
}

QByteArray svgLine(const QPen& pen, double width) {
  QByteArray text = " stroke-width=\"" + svgNumber(width) + "\" stroke-linecap=\"" +
                    capOf(pen.capStyle()) + "\" stroke-linejoin=\"" + joinOf(pen.joinStyle()) + '"';
  QByteArray dashes;
  for (const qreal dash : pen.dashPattern()) {  // in widths of the line
    dashes += svgNumber(dash * width) + ' ';
  }
  return dashes.isEmpty() ? text : text + " stroke-dasharray=\"" + dashes.trimmed() + '"';
}

QByteArray svgFont(const QFont& font) {
  const QFontInfo real(font);
  QByteArray text = " font-family=\"" + real.family().toHtmlEscaped().toUtf8() +
                    ", sans-serif\" font-size=\"" + svgNumber(real.pixelSize()) + '"';
  if (font.weight() != QFont::Normal) {
    text += " font-weight=\"" + QByteArray::number(font.weight()) + '"';
  }
  return font.italic() ? text + " font-style=\"italic\"" : text;
}

}  // namespace simgrad::gui
