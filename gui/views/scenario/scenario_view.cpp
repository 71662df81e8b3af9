#include "gui/views/scenario/scenario_view.hpp"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMessageBox>
#include <QSplitter>
#include <QToolBar>
#include <QVBoxLayout>

#include "gui/text/text.hpp"
#include "gui/theme/theme.hpp"
#include "gui/views/scenario/check_panel.hpp"
#include "gui/views/scenario/earlier_runs_panel.hpp"
#include "gui/views/scenario/form_panel.hpp"
#include "gui/views/scenario/note_bar.hpp"
#include "gui/views/scenario/problems_list.hpp"
#include "gui/views/scenario/run_panel.hpp"
#include "gui/views/scenario/scenario_document.hpp"
#include "gui/views/scenario/scenario_editor.hpp"
#include "gui/views/scenario/toml_highlighter.hpp"

namespace simgrad::gui {
namespace {

constexpr int kFormAfter_ms = 150;
constexpr int kTextShare = 3;  // widths of text and form
constexpr int kFormShare = 2;
const QList<int> kTextHeights{500, 80};   // of the text and its problems, in pixels
const QList<int> kSideHeights{400, 150};  // of the form and of earlier runs, in pixels

}  // namespace

const ViewInfo scenario_view_info{
    "scenario", "Sce&nario",
    "A scenario as text and as a form, checked while you write. Ctrl+R saves and runs it; the new "
    "run opens at once, and a tick opens an earlier one beside it."};

ScenarioView::ScenarioView(Session& session)
    : View(session, scenario_view_info),
      editor_(new ScenarioEditor(this)),
      document_(new ScenarioDocument(editor_)),
      form_(new FormPanel(this)),
      check_(new CheckPanel(editor_, document_, this)),
      run_(new RunPanel(this)),
      earlier_(new EarlierRunsPanel(session, this)),
      bar_(new QToolBar(this)),
      highlighter_(new TomlHighlighter(editor_->document())),
      name_(new QLabel(this)),
      changed_on_disk_(new NoteBar(
          "The file was changed by someone else, and the text here has changes of its own.",
          this)) {
  changed_on_disk_->setObjectName("changed on disk");
  editor_->setPlaceholderText(
      "Open a scenario (Ctrl+O), drop one here,\nor begin with a small one that works: New.");
  addActions();
  layOut();
  connectAll();
  describe();
  showState();
}

/// Children speak when they go (an open editor of the form commits): nobody listens any more.
ScenarioView::~ScenarioView() {
  form_->disconnect(this);
  document_->disconnect(this);
  run_->disconnect(this);
}

void ScenarioView::addActions() {
  addAction("New", "Begin a new scenario: a small one that works", {}, [this] {
    document_->beginNew();
  });
  addAction("Open…", "Open a scenario (Ctrl+O opens everything)", {}, [this] {
    const QString path = QFileDialog::getOpenFileName(
        this, "Open scenario", QFileInfo(document_->path()).path(), "Scenarios (*.toml)");
    if (!path.isEmpty()) {
      openScenario(path);
    }
  });
  save_ = addAction("Save", "Save the scenario", QKeySequence::Save, [this] {
    form_->finishEditing();
    document_->save();
  });
  save_as_ = addAction("Save as…", "Save the scenario under another name",
                       QKeySequence("Ctrl+Shift+S"), [this] {
                         document_->saveAs();
                       });
  bar_->addSeparator();
  start_ = addAction("Run", "Save the scenario and run it", QKeySequence("Ctrl+R"), [this] {
    runNow();
  });
  stop_ =
      addAction("Stop", "End the run; what was recorded is kept", QKeySequence("Ctrl+."), [this] {
        run_->stop();
      });
  bar_->addSeparator();
  addAction("Next problem", "Go to the next thing that is wrong", QKeySequence("F8"), [this] {
    check_->problems()->chooseNext();
  });
}

QAction* ScenarioView::addAction(const QString& text, const QString& help, const QKeySequence& keys,
                                 const std::function<void()>& act) {
  QAction* action = bar_->addAction(text);
  action->setShortcut(keys);
  const QString shortcut = keys.isEmpty() ? "" : " (" + keys.toString() + ")";
  action->setToolTip(help + shortcut);
  connect(action, &QAction::triggered, this, act);
  QWidget::addAction(action);
  return action;
}

void ScenarioView::layOut() {
  name_->setTextFormat(Qt::PlainText);
  auto* text = new QWidget(this);
  auto* text_layout = new QVBoxLayout(text);
  text_layout->setContentsMargins({});
  auto* pages = new QSplitter(Qt::Vertical, text);
  pages->addWidget(editor_);
  pages->addWidget(check_);
  pages->setStretchFactor(0, 1);
  pages->setStretchFactor(1, 0);
  pages->setSizes(kTextHeights);
  text_layout->addWidget(changed_on_disk_);
  text_layout->addWidget(pages, 1);
  auto* side = new QSplitter(Qt::Vertical, this);
  side->addWidget(form_);
  side->addWidget(earlier_);
  side->setStretchFactor(0, 1);
  side->setStretchFactor(1, 0);
  side->setSizes(kSideHeights);
  auto* both = new QSplitter(Qt::Horizontal, this);
  both->addWidget(text);
  both->addWidget(side);
  both->setStretchFactor(0, kTextShare);
  both->setStretchFactor(1, kFormShare);
  both->setChildrenCollapsible(false);
  auto* top = new QHBoxLayout;
  top->addWidget(bar_);
  top->addWidget(name_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top);
  layout->addWidget(both, 1);
  layout->addWidget(run_);
}

void ScenarioView::connectAll() {
  form_later_.setSingleShot(true);
  form_later_.setInterval(kFormAfter_ms);
  connect(&form_later_, &QTimer::timeout, this, &ScenarioView::updateForm);
  connect(document_, &ScenarioDocument::changed, this, &ScenarioView::takeChange);
  connect(document_, &ScenarioDocument::changedOnDisk, changed_on_disk_, &QWidget::show);
  connect(document_, &ScenarioDocument::problem, &session(), &Session::report);
  changed_on_disk_->addChoice("Take the file's", "Undo brings this text back", [this] {
    document_->reload();
  });
  changed_on_disk_->addChoice("Keep this text", "Saving asks before it writes over the file",
                              [] {});
  connect(form_, &FormPanel::edited, this, &ScenarioView::takeEdit);
  connect(check_, &CheckPanel::checked, this, &ScenarioView::refreshLater);
  const auto look_again = [this] {
    looked_for_.clear();  // there is one more, or its status is another
    lookForRuns();
    showState();
  };
  connect(run_, &RunPanel::stateChanged, this, look_again);
  connect(run_, &RunPanel::readable, this, look_again);
  connect(run_, &RunPanel::readable, &session(), &Session::open);
  connect(&session(), &Session::scenarioOpened, this, &ScenarioView::openScenario);
  connect(&session(), &Session::runAsked, this, [this](const QString& path) {
    // Not if the user kept the changes of another one.
    if (QFileInfo(path).absoluteFilePath() == document_->path()) {
      runNow();
    }
  });
}

/// Asks the program for the form's keys.
void ScenarioView::describe() {
  connect(&describe_, &ProgramCall::line, this, [this](const QByteArray& line) {
    description_ += line + '\n';
  });
  connect(&describe_, &ProgramCall::ended, this, [this](const ProgramEnd& end) {
    if (const std::optional<Description> description = readDescription(description_)) {
      form_->setDescription(*description);
    } else {
      const QString message = messageOf(end);
      form_->setMissing(message.isEmpty() ? "simgrad did not describe its scenarios." : message);
    }
    refreshLater();
  });
  describe_.start({"describe", "--json"});
}

bool ScenarioView::openScenario(const QString& path) {
  return document_->open(path);
}

void ScenarioView::runNow() {
  form_->finishEditing();
  if (run_->run().isRunning() || editor_->text().isEmpty()) {
    return;
  }
  if ((document_->isModified() || document_->path().isEmpty()) && !document_->save()) {
    return;
  }
  updateForm();  // it may have been opened a moment ago
  run_->start();
}

bool ScenarioView::mayClose() {
  form_->finishEditing();
  if (!document_->mayClose()) {
    return false;
  }
  if (!run_->run().isRunning()) {
    return true;
  }
  const auto answer =
      QMessageBox::question(this, "A run is under way",
                            "A run is under way. Stop it and close? What it recorded is kept.",
                            QMessageBox::Yes | QMessageBox::Cancel, QMessageBox::Cancel);
  return answer == QMessageBox::Yes;
}

bool ScenarioView::isReady() const {
  return View::isReady() && !describe_.isRunning() && check_->isReady() && !form_later_.isActive();
}

void ScenarioView::refresh() {
  highlighter_->followTheme();
  showState();
}

void ScenarioView::takeChange() {
  if (!document_->isModified()) {
    changed_on_disk_->hide();
  }
  form_later_.start();
  check_->checkLater();
  showState();
}

void ScenarioView::takeEdit(const TextEdit& edit) {
  // Else the text has changed since, and the place may hold something else.
  if (form_->model()->map().text() == editor_->text()) {
    editor_->replace(edit.begin, edit.end, edit.text);
  }
  form_->setText(editor_->text());
}

void ScenarioView::updateForm() {
  form_later_.stop();
  form_->setText(editor_->text());
  lookForRuns();
  showState();
}

void ScenarioView::showState() {
  const bool has_text = !editor_->document()->isEmpty();
  const bool is_running = run_->run().isRunning();
  const QString path = document_->path();
  const QString file =
      path.isEmpty() ? (has_text ? "not saved yet" : "") : QFileInfo(path).fileName();
  name_->setText(file + (document_->isModified() ? " (changed)" : ""));
  name_->setToolTip(plainToolTip(path));
  save_->setEnabled(document_->isModified());
  save_as_->setEnabled(has_text);
  start_->setEnabled(has_text && !is_running);
  stop_->setEnabled(is_running && !run_->run().isStopping());
  const bool is_sweep = isSweep(form_->model()->map());
  earlier_->setVisible(!is_sweep);  // a sweep's runs are in its own view
  run_->setScenario(path, is_sweep);
}

void ScenarioView::lookForRuns() {
  if (document_->path().isEmpty()) {
    looked_for_.clear();
    earlier_->forget();
    return;
  }
  const QString folder = QFileInfo(document_->path()).absolutePath();
  const QString title = tomlToText(form_->model()->map().written("title"));
  const QString looked_for = folder + '\n' + title;
  if (looked_for != looked_for_) {
    looked_for_ = looked_for;
    earlier_->look(folder, title);
  }
}

std::unique_ptr<View> makeScenarioView(Session& session) {
  return std::make_unique<ScenarioView>(session);
}

}  // namespace simgrad::gui
