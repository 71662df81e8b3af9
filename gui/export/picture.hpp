#pragma once

#include <QByteArray>
#include <QImage>

class QWidget;

/// A widget as it looks now.
namespace simgrad::gui {

/// In twice the screen's resolution, for paper and dense screens.
QImage imageOf(QWidget& widget);

/// As SVG, in which text stays text.
QByteArray svgOf(QWidget& widget, const QString& title);

}  // namespace simgrad::gui
