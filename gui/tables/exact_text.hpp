#pragma once

#include <QString>

namespace simgrad::gui {

/// The shortest text that is read back as the same number: "0.1", "nan", "inf".
QString exactText(double value);

/// A field of a line of comma separated values: quoted where it must be.
QString csvField(const QString& text);

}  // namespace simgrad::gui
