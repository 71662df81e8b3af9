#pragma once

#include <cstdint>

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTimer>

namespace simgrad::gui {

/// Exit statuses of simgrad.
inline constexpr int kDoneStatus = 0;
inline constexpr int kFailedStatus = 1;   ///< the simulated world came to a bad end
inline constexpr int kRefusedStatus = 2;  ///< the user's or the machine's fault
inline constexpr int kInterruptedStatus = 130;

/// How a call of the program came to its end.
struct ProgramEnd {
  enum class Kind { kExited, kSignalled, kNotStarted };

  Kind kind = Kind::kExited;
  int status = 0;            ///< the exit status, or the signal's number
  bool was_stopped = false;  ///< stop() had been called
  QString last_words = {};   ///< the last lines of stderr; why it did not start

  [[nodiscard]] bool isDone() const { return kind == Kind::kExited && status == kDoneStatus; }
};

/// What went wrong, for the user: one line, then what the program said. Empty if nothing did, or if
/// it ended because it was told to.
QString messageOf(const ProgramEnd& end);

/// One `simgrad` as a child process, whose lines come as signals. Never blocks, but for the
/// destructor, which ends a living child; a child does not outlive this process either.
class ProgramCall : public QObject {
  Q_OBJECT

 public:
  /// @param patience_ms  from SIGTERM to SIGKILL
  explicit ProgramCall(QObject* parent = nullptr, int patience_ms = 5000);
  ~ProgramCall() override;

  /// Starts the program unless a call is under way. ended() follows, also if it cannot start.
  void start(const QStringList& arguments);
  /// SIGTERM, by which a run is recorded as interrupted; SIGKILL if that does not help.
  void stop();

  [[nodiscard]] bool isRunning() const { return process_ != nullptr; }
  [[nodiscard]] bool isStopping() const { return was_stopped_ && isRunning(); }
  [[nodiscard]] std::int64_t processId() const { return isRunning() ? process_->processId() : 0; }

 signals:
  /// A line of stdout, without its end.
  void line(QByteArray text);
  void ended(simgrad::gui::ProgramEnd end);

 private:
  void readLines();
  void readLastWords();
  void finish(ProgramEnd end);

  QProcess* process_ = nullptr;  // none: no call is under way
  int patience_ms_;
  QTimer patience_;
  QByteArray last_words_;
  bool was_stopped_ = false;
};

}  // namespace simgrad::gui
