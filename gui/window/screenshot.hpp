#pragma once

#include <QString>

namespace simgrad::gui {

struct CommandLine;
class MainWindow;
class Session;

/// Writes the window as a picture and its view as a table, as `line` says, once everything is
/// loaded and drawn.
///
/// @returns what went wrong, in one line; empty: nothing
QString writeFiles(Session& session, MainWindow& window, const CommandLine& line);

}  // namespace simgrad::gui
