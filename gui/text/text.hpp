#pragma once

#include <QString>
#include <QStringList>

#include "sim/results/quantity.hpp"

namespace simgrad::gui {

/// "4 min 10 s": quantity_text for Qt.
QString quantityText(Unit unit, double value);

/// The shortest text that is read back as the same number: "0.1", "nan", "inf".
QString exactText(double value);

/// The same with its unit: "250.125 s".
QString exactText(Unit unit, double value);

/// A field of a line of comma separated values: quoted where it must be.
QString csvField(const QString& text);

/// A line of them, with its end.
QString csvLine(const QStringList& fields);

/// A tool tip that shows a text as it is, whatever Qt would take for markup in it.
QString plainToolTip(const QString& text);

}  // namespace simgrad::gui
