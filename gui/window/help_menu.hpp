#pragma once

#include <QMenu>

namespace simgrad::gui {

class MainWindow;

/// What there is to see, which keys there are, whose work it is.
class HelpMenu : public QMenu {
  Q_OBJECT

 public:
  explicit HelpMenu(MainWindow& window);

 private:
  void show(const QString& title, const QString& html);

  MainWindow& window_;
};

}  // namespace simgrad::gui
