#pragma once

#include <QByteArray>
#include <QFont>
#include <QPainterPath>
#include <QPen>
#include <QString>
#include <QTransform>

/// Values and attributes as SVG writes them.
namespace simgrad::gui {

QByteArray svgNumber(double value);
/// The text of an element, escaped and without characters that XML does not know.
QByteArray svgText(QString text);
/// The d of a <path>.
QByteArray svgPath(const QPainterPath& path);
/// "matrix(1 0 0 1 5 7)"
QByteArray svgTransform(const QTransform& transform);
/// ` fill="#112233" fill-opacity="0.5"`; without colour: none.
QByteArray svgPaint(const char* attribute, const QBrush& brush, double opacity);
/// Width, dashes, ends and corners of a line.
QByteArray svgLine(const QPen& pen, double width);
QByteArray svgFont(const QFont& font);

}  // namespace simgrad::gui
