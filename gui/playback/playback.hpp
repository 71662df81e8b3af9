#pragma once

#include <vector>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "gui/session/session.hpp"

namespace simgrad::gui {

/// Simulated seconds per second, of 1, 2 or 5 times a power of ten, that show a run in about half
/// a minute; 1 for a run without length.
double defaultSpeed(double run_end_s);

/// Speeds around the default one, from a fiftieth to fifty times, growing.
std::vector<double> speedsAround(double speed);

/// Moves the cursor of a session as time passes.
class Playback : public QObject {
  Q_OBJECT

 public:
  explicit Playback(Session& session, QObject* parent = nullptr);

  bool isPlaying() const { return timer_.isActive(); }
  /// Goes on from the cursor; from the start if that is at the end.
  void play();
  void pause();

  double speed() const { return speed_; }
  /// @param speed  simulated seconds per second, > 0
  void setSpeed(double speed) { speed_ = speed; }

  /// Moves the cursor by what passes in wall_s; pauses at the end.
  void advance(double wall_s);

 signals:
  void playingChanged(bool is_playing);

 private:
  Session& session_;
  QTimer timer_;
  QElapsedTimer since_last_;
  double speed_ = 1.0;
};

}  // namespace simgrad::gui
