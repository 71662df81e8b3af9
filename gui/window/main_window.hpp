#pragma once

#include <vector>

#include <QMainWindow>

#include "gui/session/session.hpp"

class QTabWidget;

namespace simgrad::gui {

class View;

/// The dashboard's window: a tab a view.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(Session& session);

  const std::vector<View*>& views() const { return views_; }
  /// Shows the view of this key. False if there is none.
  bool showView(const QString& key);

 private:
  Session& session_;
  QTabWidget* tabs_;
  std::vector<View*> views_;  // owned by the tabs
};

}  // namespace simgrad::gui
