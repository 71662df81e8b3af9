#include "gui/views/scenario/scenario_document.hpp"

#include <algorithm>

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>

#include "gui/views/scenario/new_scenario.hpp"
#include "gui/views/scenario/scenario_editor.hpp"
#include "kernels/error.hpp"

namespace simgrad::gui {
namespace {

constexpr int kSettle_ms = 200;
constexpr int kMostMisses = 5;
constexpr const char* kFilter = "Scenarios (*.toml);;All files (*)";

/// A question whose text, with its file names, is no markup.
QMessageBox::StandardButton ask(QWidget* parent, const QString& title, const QString& text,
                                QMessageBox::StandardButtons buttons,
                                QMessageBox::StandardButton by_default) {
  QMessageBox box(QMessageBox::Question, title, text, buttons, parent);
  box.setTextFormat(Qt::PlainText);
  box.setDefaultButton(by_default);
  return static_cast<QMessageBox::StandardButton>(box.exec());
}

}  // namespace

ScenarioDocument::ScenarioDocument(ScenarioEditor* editor) : QObject(editor), editor_(editor) {
  look_.setSingleShot(true);
  look_.setInterval(kSettle_ms);
  connect(&look_, &QTimer::timeout, this, &ScenarioDocument::lookAtDisk);
  connect(&watcher_, &QFileSystemWatcher::fileChanged, &look_, qOverload<>(&QTimer::start));
  connect(&watcher_, &QFileSystemWatcher::directoryChanged, &look_, qOverload<>(&QTimer::start));
  connect(editor, &QPlainTextEdit::textChanged, this, &ScenarioDocument::changed);
  connect(editor, &QPlainTextEdit::modificationChanged, this, &ScenarioDocument::changed);
}

bool ScenarioDocument::open(const QString& path) {
  if (!mayLose("opening another scenario")) {
    return false;
  }
  try {
    setText(file_.load(path));
  } catch (const Error& error) {
    emit problem(error.what());
    return false;
  }
  watch();
  emit changed();
  return true;
}

bool ScenarioDocument::beginNew() {
  if (!mayLose("beginning a new scenario")) {
    return false;
  }
  file_.forget();
  setText(kNewScenario);
  editor_->document()->setModified(true);  // it is nowhere yet
  watch();
  emit changed();
  return true;
}

bool ScenarioDocument::mayClose() {
  return mayLose("closing");
}

bool ScenarioDocument::save() {
  if (path().isEmpty()) {
    return saveAs();
  }
  if (file_.hasChangedOnDisk() && QFileInfo::exists(path())) {
    const auto answer = ask(
        editor_, "Scenario changed on disk",
        QString("%1 was changed by someone else since it was opened. Write over it?").arg(path()),
        QMessageBox::Save | QMessageBox::Cancel, QMessageBox::Cancel);
    if (answer != QMessageBox::Save) {
      return false;
    }
  }
  return saveTo(path());
}

bool ScenarioDocument::saveAs() {
  QFileDialog dialog(editor_, "Save scenario as", {}, kFilter);
  dialog.setAcceptMode(QFileDialog::AcceptSave);
  dialog.setDefaultSuffix("toml");
  dialog.selectFile(path().isEmpty() ? QDir::current().filePath("scenario.toml") : path());
  return dialog.exec() == QDialog::Accepted && saveTo(dialog.selectedFiles().constFirst());
}

void ScenarioDocument::reload() {
  try {
    const QString text = file_.load(path());
    if (text != editor_->text()) {
      const int position = editor_->textCursor().position();
      editor_->replace(0, editor_->text().size(), text);
      QTextCursor cursor(editor_->document());
      cursor.setPosition(std::min(position, editor_->document()->characterCount() - 1));
      editor_->setTextCursor(cursor);
    }
    editor_->document()->setModified(false);
  } catch (const Error& error) {
    emit problem(error.what());
  }
  watch();
  emit changed();
}

bool ScenarioDocument::isModified() const {
  return editor_->document()->isModified();
}

ScenarioText ScenarioDocument::text() const {
  return {editor_->text(), path(), !path().isEmpty() && !isModified() && !file_.hasChangedOnDisk()};
}

bool ScenarioDocument::saveTo(const QString& path) {
  try {
    file_.save(editor_->text(), path);
  } catch (const Error& error) {
    emit problem(error.what());
    return false;
  }
  editor_->document()->setModified(false);
  watch();
  emit changed();
  return true;
}

bool ScenarioDocument::mayLose(const QString& before_what) {
  if (!isModified()) {
    return true;
  }
  const QString name = path().isEmpty() ? "The new scenario" : QFileInfo(path()).fileName();
  const auto answer =
      ask(editor_, "Unsaved changes",
          QString("%1 has changes. Save them before %2?").arg(name, before_what),
          QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
  return answer == QMessageBox::Discard || (answer == QMessageBox::Save && save());
}

void ScenarioDocument::setText(const QString& text) {
  editor_->setPlainText(text);
  editor_->document()->setModified(false);
}

void ScenarioDocument::watch() {
  misses_ = 0;
  const QStringList watched = watcher_.files() + watcher_.directories();
  if (!watched.isEmpty()) {
    watcher_.removePaths(watched);
  }
  if (!path().isEmpty()) {
    watcher_.addPath(path());
  }
}

void ScenarioDocument::lookAtDisk() {
  if (path().isEmpty()) {
    return;
  }
  if (!QFileInfo::exists(path())) {
    watcher_.addPath(QFileInfo(path()).path());  // it may return
    if (++misses_ < kMostMisses) {
      look_.start();  // perhaps between removing and renaming
    } else if (misses_ == kMostMisses) {
      editor_->document()->setModified(true);  // this text is nowhere else
      emit problem(path() + ": the file is gone; Save writes it again");
    }
    return;
  }
  watch();  // a file that takes the place of another has to be watched anew
  if (!file_.hasChangedOnDisk()) {
    return;
  }
  if (isModified()) {
    emit changedOnDisk();
  } else {
    reload();
  }
}

}  // namespace simgrad::gui
