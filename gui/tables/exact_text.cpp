#include "gui/tables/exact_text.hpp"

#include <QLocale>

namespace simgrad::gui {

QString exactText(double value) {
  return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString csvField(const QString& text) {
  if (!text.contains(',') && !text.contains('"') && !text.contains('\n') && !text.contains('\r')) {
    return text;
  }
  QString quoted = text;
  return '"' + quoted.replace("\"", "\"\"") + '"';
}

}  // namespace simgrad::gui
