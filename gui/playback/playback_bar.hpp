#pragma once

#include <QWidget>

#include "gui/playback/playback.hpp"

class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace simgrad::gui {

/// Play, speed, and a slider that is the session's cursor.
class PlaybackBar : public QWidget {
  Q_OBJECT

 public:
  explicit PlaybackBar(Session& session, QWidget* parent = nullptr);

  /// Plays or pauses.
  void toggle();
  Playback& playback() { return playback_; }

 private:
  void showRun();
  void showCursor();
  void showPlaying(bool is_playing);
  void offerSpeeds(double speed);

  Session& session_;
  Playback playback_;
  QToolButton* play_;
  QComboBox* speed_;
  QSlider* slider_;
  QLabel* time_;
  std::optional<RunKey> shown_;
  double default_speed_ = 0.0;
};

}  // namespace simgrad::gui
