#include "gui/window/main_window.hpp"

#include <QStatusBar>
#include <QTabWidget>

#include "gui/views/view.hpp"

namespace simgrad::gui {

MainWindow::MainWindow(Session& session) : session_(session), tabs_(new QTabWidget(this)) {
  for (const ViewMaker& maker : viewMakers()) {
    View* view = maker.make(session).release();
    views_.push_back(view);
    tabs_->addTab(view, view->info().title);
  }
  setCentralWidget(tabs_);
  connect(&session_, &Session::problem, this, [this](const QString& text) {
    statusBar()->showMessage(text);
  });
  resize(1280, 800);
}

bool MainWindow::showView(const QString& key) {
  for (View* view : views_) {
    if (key == view->info().key) {
      tabs_->setCurrentWidget(view);
      return true;
    }
  }
  return false;
}

}  // namespace simgrad::gui
