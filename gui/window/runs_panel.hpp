#pragma once

#include <QDockWidget>

#include "gui/session/session.hpp"

class QListView;

namespace simgrad::gui {

class OpenRunsModel;

/// The open runs beside the views: choose the current one, say which are overlaid, close some.
class RunsPanel : public QDockWidget {
  Q_OBJECT

 public:
  RunsPanel(Session& session, QWidget* parent);

  QListView* list() { return list_; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void takeRuns();
  void selectCurrent();
  void tellTime();
  void closeSelected();

  Session& session_;
  OpenRunsModel* model_;
  QListView* list_;
};

}  // namespace simgrad::gui
