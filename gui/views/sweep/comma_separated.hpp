#pragma once

#include <QString>
#include <QStringList>

namespace simgrad::gui {

/// One line of a comma-separated table, as RFC 4180 quotes it.
QString commaSeparated(const QStringList& fields);

/// "0.0125", "inf"; empty if it is not a number.
QString numberText(double value);

}  // namespace simgrad::gui
