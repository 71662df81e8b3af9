#pragma once

#include <QTimer>
#include <QWidget>

#include "gui/program/scenario_check.hpp"

class QLabel;

namespace simgrad::gui {

class ProblemsList;
class ScenarioDocument;
class ScenarioEditor;

/// Checks the scenario while it is written: marks in the text, a list of problems, a verdict.
class CheckPanel : public QWidget {
  Q_OBJECT

 public:
  CheckPanel(ScenarioEditor* editor, ScenarioDocument* document, QWidget* parent);

  /// Half a second after the last call.
  void checkLater();

  [[nodiscard]] bool isReady() const { return !check_.isRunning() && !later_.isActive(); }
  ProblemsList* problems() const { return problems_; }
  /// What was said last: the plan of a sound scenario, a count of problems.
  QString verdict() const;

 signals:
  void checked();

 private:
  void checkNow();
  void show(const CheckAnswer& answer, const QString& verdict);
  void goTo(const Problem& problem);

  ScenarioEditor* editor_;
  ScenarioDocument* document_;
  ProblemsList* problems_;
  QLabel* verdict_;
  ScenarioCheck check_;
  QTimer later_;
};

}  // namespace simgrad::gui
