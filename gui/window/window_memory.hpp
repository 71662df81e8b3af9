#pragma once

#include <optional>

#include <QObject>
#include <QRect>
#include <QSettings>

#include "gui/theme/theme.hpp"

namespace simgrad::gui {

class MainWindow;

/// Where and how the window was when it was closed, in a file of the user's folder for settings.
class WindowMemory : public QObject {
  Q_OBJECT

 public:
  explicit WindowMemory(MainWindow& window);

  /// What the file does not hold, or holds wrongly, stays as it is.
  ///
  /// @param theme  instead of the one that was chosen last
  void restore(std::optional<ThemeChoice> theme = {});
  void save();

 private:
  MainWindow& window_;
  QSettings settings_;
  std::optional<ThemeChoice> asked_theme_;  // by the command line
};

/// A window's place, moved and made smaller so that it lies on one of the screens.
///
/// @param screens  at least one
QRect placeOnScreen(const QRect& window, const QList<QRect>& screens);

}  // namespace simgrad::gui
