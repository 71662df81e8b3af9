#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include "gui/program/scenario_check.hpp"
#include "gui/views/scenario/scenario_file.hpp"

namespace simgrad::gui {

class ScenarioEditor;

/// The scenario in the editor and its file: opening, saving, and never losing changes unasked.
class ScenarioDocument : public QObject {
  Q_OBJECT

 public:
  explicit ScenarioDocument(ScenarioEditor* editor);

  /// These ask first where changes would be lost. False: nothing was done, and the user knows why.
  bool open(const QString& path);
  bool beginNew();
  bool mayClose();

  /// Saves under its name; asks for one if it has none, and before going over changes that someone
  /// else made. False: it is not saved.
  bool save();
  bool saveAs();
  /// Takes what the file holds now; changes of the text can be had back by undoing.
  void reload();

  /// Absolute; empty: it has none yet.
  [[nodiscard]] const QString& path() const { return file_.path(); }
  [[nodiscard]] bool isModified() const;
  /// For the check.
  [[nodiscard]] ScenarioText text() const;

 signals:
  /// Another text, path or state of saving.
  void changed();
  /// Someone else changed the file, while the text has changes of its own.
  void changedOnDisk();
  void problem(QString message);

 private:
  bool saveTo(const QString& path);
  /// Whether changes are saved or given up.
  bool mayLose(const QString& before_what);
  void setText(const QString& text);
  void watch();
  void lookAtDisk();

  ScenarioEditor* editor_;
  ScenarioFile file_;
  QFileSystemWatcher watcher_;
  QTimer look_;     // editors replace a file in several steps
  int misses_ = 0;  // looks in a row that found no file
};

}  // namespace simgrad::gui
