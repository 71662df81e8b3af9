#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QThread>

#include "gui/reading/follower.hpp"
#include "gui/session/time_focus.hpp"

namespace simgrad::gui {

/// An open run.
struct OpenRun {
  RunPointer data = {};
  QString label = {};     ///< short, and different from those of the other open runs
  std::size_t style = 0;  ///< its colour and dashes; kept while it is open
  bool is_shown = true;   ///< in views that overlay runs
};

/// What is open, and what all views look at. Lives on the GUI thread; files are read on another.
class Session : public QObject {
  Q_OBJECT

 public:
  explicit Session(QObject* parent = nullptr);
  ~Session() override;

  /// A run database, a sweep's folder or database, or a scenario. What is wrong with it comes as
  /// problem().
  void open(const QString& path);
  /// The same; a scenario is also run.
  void openAndRun(const QString& path);
  /// One run of a sweep.
  void openRun(const RunKey& key);
  void close(std::size_t run);
  void closeSweep();

  const std::vector<OpenRun>& runs() const { return runs_; }
  /// The run that views of one run show; none if no run is open.
  const OpenRun* current() const;
  std::optional<std::size_t> currentIndex() const { return current_; }
  void setCurrent(std::size_t run);
  void setShown(std::size_t run, bool is_shown);

  /// None if no sweep is open.
  const SweepPointer& sweep() const { return sweep_; }

  TimeFocus& time() { return time_; }
  /// The time that the cursor is at in the current run: its end if nobody has moved the cursor.
  double cursorTime() const;

  /// Whether a file is being read for the first time.
  bool isLoading() const { return pending_ > 0; }

  /// Says what is wrong to whoever looks at this session.
  void report(const QString& message) { emit problem(message); }

 signals:
  /// Runs were opened or closed, or their labels changed.
  void runsChanged();
  /// Another run is the current one, or the current one has new data.
  void currentChanged();
  /// Data of run number `run` are new.
  void runUpdated(std::size_t run);
  void shownChanged();
  void sweepChanged();
  void scenarioOpened(QString path);
  /// The scenario that was opened last, from this file, is to be run now.
  void runAsked(QString path);
  /// Something went wrong; in one or two lines for the user.
  ///
  /// @param path  the file that it is about: recovered() may name it later; empty: of none
  void problem(QString message, QString path = {});
  /// What was wrong with a file is over.
  void recovered(QString path);
  /// What open() was asked for could be read.
  void opened(QString path);
  /// Every file that was asked for was read, or has failed.
  void loaded();

 private:
  void takeRun(const RunPointer& run);
  void takeSweep(const SweepPointer& sweep);
  void nameRuns();

  QThread thread_;
  Follower* follower_;  // owned by thread_
  std::vector<OpenRun> runs_;
  std::optional<std::size_t> current_;
  std::vector<RunKey> closing_;  // until their files are let go
  int closing_sweeps_ = 0;
  SweepPointer sweep_;
  TimeFocus time_;
  int pending_ = 0;
};

}  // namespace simgrad::gui
