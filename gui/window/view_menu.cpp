#include "gui/window/view_menu.hpp"

#include <QActionGroup>
#include <QListView>

#include "gui/views/view.hpp"
#include "gui/window/main_window.hpp"
#include "gui/window/runs_panel.hpp"

namespace simgrad::gui {
namespace {

constexpr int kMostShortcuts = 9;  // Ctrl+1 to Ctrl+9

}  // namespace

ViewMenu::ViewMenu(MainWindow& window)
    : QMenu(tr("&View"), &window), window_(window), themes_(new QActionGroup(this)) {
  addViews();
  addSeparator();
  QAction* panel = window_.runsPanel().toggleViewAction();
  panel->setShortcut(QKeySequence("Ctrl+Shift+R"));
  panel->setText(tr("&Runs"));
  connect(panel, &QAction::triggered, &window_, [this](bool is_shown) {
    if (is_shown) {
      window_.runsPanel().list()->setFocus();
    }
  });
  addAction(panel);
  addThemes();
  addAction(tr("Reset la&yout"), &window_, &MainWindow::resetLayout);
  QAction* full = addAction(tr("&Full screen"), QKeySequence("F11"), &window_, [this] {
    window_.setWindowState(window_.windowState() ^ Qt::WindowFullScreen);
  });
  full->setCheckable(true);
  connect(this, &QMenu::aboutToShow, full, [this, full] {
    full->setChecked(window_.isFullScreen());
  });
}

void ViewMenu::addViews() {
  int number = 0;
  for (const View* view : window_.views()) {
    QAction* action = addAction(view->info().title);
    if (++number <= kMostShortcuts) {
      action->setShortcut(QKeySequence(QString("Ctrl+%1").arg(number)));
    }
    connect(action, &QAction::triggered, &window_, [this, key = view->info().key] {
      window_.showView(key);
    });
  }
}

void ViewMenu::addThemes() {
  struct Choice {
    const char* text;
    ThemeChoice choice;
  };
  QMenu* menu = addMenu(tr("&Theme"));
  for (const Choice& choice : {Choice{"As the &system", ThemeChoice::kSystem},
                               {"&Light", ThemeChoice::kLight},
                               {"&Dark", ThemeChoice::kDark}}) {
    QAction* action = menu->addAction(tr(choice.text));
    action->setCheckable(true);
    action->setData(static_cast<int>(choice.choice));
    action->setChecked(choice.choice == theme_);
    themes_->addAction(action);
    connect(action, &QAction::triggered, this, [this, chosen = choice.choice] {
      setTheme(chosen);
    });
  }
}

void ViewMenu::setTheme(ThemeChoice choice) {
  theme_ = choice;
  for (QAction* action : themes_->actions()) {
    action->setChecked(action->data().toInt() == static_cast<int>(choice));
  }
  applyTheme(choice);
}

}  // namespace simgrad::gui
