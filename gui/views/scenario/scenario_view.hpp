#pragma once

#include <functional>

#include <QTimer>

#include "gui/program/program_call.hpp"
#include "gui/views/view.hpp"

class QAction;
class QLabel;
class QToolBar;

namespace simgrad::gui {

class CheckPanel;
class EarlierRunsPanel;
class FormPanel;
class NoteBar;
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
  CheckPanel* check() const { return check_; }
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
  void showState();
  void lookForRuns();

  ScenarioEditor* editor_;
  ScenarioDocument* document_;
  FormPanel* form_;
  CheckPanel* check_;
  RunPanel* run_;
  EarlierRunsPanel* earlier_;
  QToolBar* bar_;
  TomlHighlighter* highlighter_;
  QLabel* name_;
  NoteBar* changed_on_disk_;
  QAction* save_ = nullptr;
  QAction* save_as_ = nullptr;
  QAction* start_ = nullptr;
  QAction* stop_ = nullptr;
  ProgramCall describe_;
  QByteArray description_;
  QTimer form_later_;
  QString looked_for_;  // folder and title that earlier runs were looked for with
};

extern const ViewInfo scenario_view_info;
std::unique_ptr<View> makeScenarioView(Session& session);

}  // namespace simgrad::gui
