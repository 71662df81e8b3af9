#pragma once

#include <QString>

namespace simgrad::gui {

class MainWindow;
class Session;

/// Writes the window as a PNG once everything is loaded and drawn. Returns the exit status: 2 if
/// something could not be opened, or the file not be written.
int screenshot(Session& session, MainWindow& window, const QString& path);

}  // namespace simgrad::gui
