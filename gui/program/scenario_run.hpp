#pragma once

#include <memory>
#include <optional>

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>

#include "gui/program/answers.hpp"
#include "gui/program/program_call.hpp"

namespace simgrad::gui {

/// What to run, and where what it records goes.
struct RunOrder {
  QString scenario = {};  ///< its file, absolute
  QString out = {};       ///< the run database; of a sweep its folder
  bool is_sweep = false;
};

/// One run of `simgrad run` or `simgrad sweep` at a time.
class ScenarioRun : public QObject {
  Q_OBJECT

 public:
  explicit ScenarioRun(QObject* parent = nullptr);

  /// Starts it unless one is under way. ended() follows.
  void start(const RunOrder& order);
  /// What was recorded is kept.
  void stop() { call_.stop(); }

  [[nodiscard]] bool isRunning() const { return call_.isRunning(); }
  [[nodiscard]] bool isStopping() const { return call_.isStopping(); }
  [[nodiscard]] const RunOrder& order() const { return order_; }
  [[nodiscard]] std::int64_t processId() const { return call_.processId(); }
  /// Why the run ended, in the program's words; empty before.
  [[nodiscard]] const QString& reason() const { return reason_; }
  /// Wall time since the start.
  [[nodiscard]] double wallSeconds() const;

 signals:
  void progressed(simgrad::gui::Progress progress);
  /// What is being recorded can be read from now on.
  void readable(QString out);
  void ended(simgrad::gui::ProgramEnd end);

 private:
  void probe();
  void takeProbe(const RunOrder& of, bool is_readable);

  ProgramCall call_;
  RunOrder order_;
  std::optional<QString> before_;  // what was at its place before; not this run's
  QString reason_;
  QElapsedTimer clock_;
  QTimer probing_;
  bool is_probing_ = false;
  bool probe_again_ = false;  // it ended while a look was under way
  bool was_readable_ = false;
};

}  // namespace simgrad::gui
