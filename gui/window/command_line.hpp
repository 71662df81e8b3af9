#pragma once

#include <optional>

#include <QSize>
#include <QString>
#include <QStringList>

#include "gui/theme/theme.hpp"

namespace simgrad::gui {

/// What the program was asked to do.
struct CommandLine {
  QStringList paths = {};
  QString screenshot = {};  ///< the file to write; empty: none
  QString csv = {};
  QString view = {};  ///< its key; empty: the one that was shown last
  std::optional<QSize> size = {};
  std::optional<ThemeChoice> theme = {};
  std::optional<double> at_s = {};  ///< the cursor's moment

  QString answer = {};   ///< of --help and --version: printed instead of all else
  QString problem = {};  ///< what is wrong with the arguments, in one line

  /// Whether files are written and no window is shown.
  bool isBatch() const { return !screenshot.isEmpty() || !csv.isEmpty(); }
};

/// Needs no application and no screen.
///
/// @param arguments  with the program's name first
CommandLine parseCommandLine(const QStringList& arguments);

}  // namespace simgrad::gui
