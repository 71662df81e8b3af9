#include "gui/text/text.hpp"

#include <cmath>

#include <QLocale>

namespace simgrad::gui {
namespace {

const char* symbolOf(Unit unit) {
  switch (unit) {
    case Unit::kSeconds:
      return " s";
    case Unit::kBytes:
      return " B";
    case Unit::kBytesPerSecond:
      return " B/s";
    default:
      return "";
  }
}

}  // namespace

QString quantityText(Unit unit, double value) {
  return QString::fromStdString(quantity_text(unit, value));
}

QString exactText(double value) {
  constexpr double kWholeNumbers = 1e15;  // up to which 400000 reads better than 4e+05
  if (value == std::trunc(value) && std::abs(value) < kWholeNumbers) {
    return QString::number(value, 'f', 0);
  }
  return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString exactText(Unit unit, double value) {
  return std::isfinite(value) ? exactText(value) + symbolOf(unit) : quantityText(unit, value);
}

QString csvField(const QString& text) {
  if (!text.contains(',') && !text.contains('"') && !text.contains('\n') && !text.contains('\r')) {
    return text;
  }
  QString quoted = text;
  return '"' + quoted.replace("\"", "\"\"") + '"';
}

QString csvLine(const QStringList& fields) {
  QStringList written;
  for (const QString& field : fields) {
    written += csvField(field);
  }
  return written.join(',') + '\n';
}

QString plainToolTip(const QString& text) {
  return text.isEmpty() ? QString()
                        : "<div style=\"white-space: pre-wrap\">" + text.toHtmlEscaped() + "</div>";
}

}  // namespace simgrad::gui
