#pragma once

#include <memory>

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QTemporaryFile>

#include "gui/program/answers.hpp"
#include "gui/program/program_call.hpp"

namespace simgrad::gui {

/// A scenario's text, perhaps not saved yet.
struct ScenarioText {
  QString text = {};
  QString path = {};      ///< of its file, absolute; empty: it has none yet
  bool is_saved = false;  ///< the file holds this text
};

/// Checks a scenario with `simgrad check`, again and again while it is being written.
///
/// What is not saved is checked as a hidden copy in the same folder, so that relative paths lead
/// where they will; the copy goes when the check is over.
class ScenarioCheck : public QObject {
  Q_OBJECT

 public:
  explicit ScenarioCheck(QObject* parent = nullptr);

  /// Checks this and forgets what was being checked.
  void check(const ScenarioText& scenario);
  /// Forgets what is being checked: nothing is said about it.
  void abandon();

  [[nodiscard]] bool isRunning() const { return call_ != nullptr; }

 signals:
  /// Problems name the scenario's own file, not the copy; no file if it has none yet. `note`: what
  /// may be wrong with this answer itself; mostly empty.
  void checked(simgrad::gui::CheckAnswer answer, QString note);
  /// There is no answer, and why.
  void failed(QString message);

 private:
  /// The path to check; makes a copy where one is needed.
  QString place(const ScenarioText& scenario);
  void finish(const ProgramEnd& end);
  CheckAnswer renamed(CheckAnswer answer) const;

  ScenarioText scenario_;
  std::unique_ptr<QTemporaryFile> copy_;  // none: the file itself is checked
  std::unique_ptr<ProgramCall> call_;     // none: no check is under way
  QByteArray output_;
  QString note_;
};

}  // namespace simgrad::gui
