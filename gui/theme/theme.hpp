#pragma once

#include <cstddef>
#include <optional>

#include <QColor>
#include <QPen>
#include <QString>

#include "gui/reading/run_snapshot.hpp"

/// Colours, for light and dark, which the colour-blind can tell apart; what colour tells is told by
/// dashes, shape or text too.
namespace simgrad::gui {

enum class ThemeChoice { kSystem, kLight, kDark };

/// "light", as it is typed and kept.
QString themeName(ThemeChoice choice);
/// None if no choice has this name.
std::optional<ThemeChoice> themeOfName(const QString& name);

/// Colours of what is drawn by hand; widgets follow QApplication's palette.
struct Theme {
  bool is_dark = false;
  QColor background;  ///< of plots
  QColor text;
  QColor muted;  ///< axis labels, what matters less
  QColor grid;
  QColor cursor;  ///< the line at the cursor's moment
  QColor fault;   ///< marks of failures
  QColor target;
};

/// Sets style and palette of the application.
void applyTheme(ThemeChoice choice);

/// That of the application.
const Theme& theme();

/// Line of series number `style`: colour and dashes come round at different times.
QPen seriesPen(std::size_t style, double width = 2.0);
QColor seriesColour(std::size_t style);

/// "compute"
QString spanKindName(SpanKind kind);
QColor spanColour(SpanKind kind);

/// @param share  0 (dark blue) to 1 (light yellow): cividis
QColor heatColour(double share);

}  // namespace simgrad::gui
