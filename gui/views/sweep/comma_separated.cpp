#include "gui/views/sweep/comma_separated.hpp"

#include <cmath>

#include <QRegularExpression>

namespace simgrad::gui {

QString commaSeparated(const QStringList& fields) {
  static const QRegularExpression kSpecial("[\",\r\n]");
  QStringList written;
  for (QString field : fields) {
    if (field.contains(kSpecial)) {
      field = '"' + field.replace('"', "\"\"") + '"';
    }
    written += field;
  }
  return written.join(',') + '\n';
}

QString numberText(double value) {
  constexpr int kDigits = 15;
  return std::isnan(value) ? QString() : QString::number(value, 'g', kDigits);
}

}  // namespace simgrad::gui
