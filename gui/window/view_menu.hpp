#pragma once

#include <QMenu>

#include "gui/theme/theme.hpp"

namespace simgrad::gui {

class MainWindow;

/// Which view is shown, and how the window looks.
class ViewMenu : public QMenu {
  Q_OBJECT

 public:
  explicit ViewMenu(MainWindow& window);

  ThemeChoice themeChoice() const { return theme_; }
  void setTheme(ThemeChoice choice);

 private:
  void addViews();
  void addThemes();

  MainWindow& window_;
  ThemeChoice theme_ = ThemeChoice::kSystem;
  QActionGroup* themes_;
};

}  // namespace simgrad::gui
