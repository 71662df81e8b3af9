#pragma once

#include <QTimer>
#include <QWidget>

#include "gui/program/scenario_run.hpp"

class QLabel;
class QLineEdit;
class QProgressBar;
class QToolButton;

namespace simgrad::gui {

/// Where a run records, and how far it is. Runs one at a time.
class RunPanel : public QWidget {
  Q_OBJECT

 public:
  explicit RunPanel(QWidget* parent = nullptr);

  /// Whose runs these are; a default place for what they record is proposed.
  void setScenario(const QString& path, bool is_sweep);

  void start();
  void stop();

  ScenarioRun& run() { return run_; }
  /// Where the next run records.
  QString out() const;
  /// What was last said about a run.
  QString message() const;

 signals:
  /// It started or ended.
  void stateChanged();
  /// What is being recorded can be read from now on.
  void readable(QString out);

 private:
  void propose();
  void choose();
  void showOut();
  void showProgress();
  void takeEnd(const ProgramEnd& end);
  void say(const QString& text, bool is_problem);

  ScenarioRun run_;
  QString scenario_;
  bool is_sweep_ = false;
  QString proposed_;  // where the user has not said otherwise
  Progress progress_;
  QTimer repaint_;
  QLabel* label_;
  QLineEdit* out_;
  QLabel* replaces_;
  QToolButton* choose_;
  QProgressBar* bar_;
  QLabel* message_;
};

}  // namespace simgrad::gui
