#pragma once

#include <functional>

#include <QTimer>

#include "gui/program/program_call.hpp"
#include "gui/program/scenario_check.hpp"
#include "gui/views/view.hpp"

class QAction;
class QLabel;
class QToolBar;

namespace simgrad::gui {

class EarlierRunsPanel;
class FormPanel;
class NoteBar;
class ProblemsList;
class RunPanel;
class ScenarioDocument;
class ScenarioEditor;
class TomlHighlighter;
struct TextEdit;

/// A scenario as text and as a form, checked while it is written, and run.
class ScenarioView : public View {
  Q_OBJECT

 public:
  explicit ScenarioView(Session& session);
  ~ScenarioView() override;

  QString csv() const override { return {}; }
  bool isReady() const override;
  bool mayClose() override;

  /// Opens a scenario's file, if no changes would be lost unasked.
  bool openScenario(const QString& path);

  ScenarioEditor* editor() const { return editor_; }
  FormPanel* form() const { return form_; }
  ProblemsList* problems() const { return problems_; }
  RunPanel* runPanel() const { return run_; }
  EarlierRunsPanel* earlierRuns() const { return earlier_; }

 public slots:
  /// Saves the text and runs it; what it records is opened as soon as it can be read.
  void runNow();

 protected:
  void refresh() override;

 private:
  void addActions();
  QAction* addAction(const QString& text, const QString& help, const QKeySequence& keys,
                     const std::function<void()>& act);
  void layOut();
  void connectAll();
  void describe();
  void takeChange();
  void takeEdit(const TextEdit& edit);
  void updateForm();
  void checkNow();
  void goTo(const Problem& problem);
  void takeCheck(const CheckAnswer& answer, const QString& note);
  void say(const QString& text);
  void showState();
  void lookForRuns();

  ScenarioEditor* editor_;
  ScenarioDocument* document_;
  FormPanel* form_;
  ProblemsList* problems_;
  RunPanel* run_;
  EarlierRunsPanel* earlier_;
  QToolBar* bar_;
  TomlHighlighter* highlighter_;
  QLabel* name_;
  QLabel* verdict_;
  NoteBar* changed_on_disk_;
  QAction* save_ = nullptr;
  QAction* save_as_ = nullptr;
  QAction* start_ = nullptr;
  QAction* stop_ = nullptr;
  ScenarioCheck check_;
  ProgramCall describe_;
  QByteArray description_;
  QTimer check_later_;
  QTimer form_later_;
  QString looked_for_;  // folder and title that earlier runs were looked for with
};

extern const ViewInfo scenario_view_info;
std::unique_ptr<View> makeScenarioView(Session& session);

}  // namespace simgrad::gui
