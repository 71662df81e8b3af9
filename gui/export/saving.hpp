#pragma once

#include <QString>

class QWidget;

namespace simgrad::gui {

class View;

/// Writes a view into a file: a picture if the name ends in .png or .svg, what it shows as a table
/// if it ends in .csv. A file that was there stays as it was if this fails.
///
/// @returns what went wrong, in one line; empty: nothing
QString saveView(View& view, const QString& path);

/// The same of a whole window, as .png or .svg.
QString saveWidget(QWidget& widget, const QString& path, const QString& title);

/// The table of a view.
QString saveTable(View& view, const QString& path);

}  // namespace simgrad::gui
