#include "gui/playback/playback_bar.hpp"

#include <cmath>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QStyle>
#include <QToolButton>

#include "gui/text/text.hpp"
#include "sim/results/quantity.hpp"

namespace simgrad::gui {
namespace {

constexpr int kSliderSteps = 10'000;
constexpr int kPages = 20;
constexpr int kArrowSteps = 500;  // from one end to the other

QString seconds(double value) {
  return quantityText(Unit::kSeconds, value);
}

}  // namespace

PlaybackBar::PlaybackBar(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      playback_(session),
      play_(new QToolButton(this)),
      speed_(new QComboBox(this)),
      slider_(new QSlider(Qt::Horizontal, this)),
      time_(new QLabel(this)) {
  play_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  slider_->setRange(0, kSliderSteps);
  slider_->setPageStep(kSliderSteps / kPages);
  slider_->setSingleStep(kSliderSteps / kArrowSteps);
  slider_->setToolTip("The moment that every view shows");
  slider_->setAccessibleName("Simulated time");
  speed_->setToolTip("How much simulated time passes in a second");
  speed_->setAccessibleName("Speed of playing");
  speed_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  time_->setToolTip("The moment that is shown, and the end of the run");
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(play_);
  layout->addWidget(speed_);
  layout->addWidget(slider_, 1);
  layout->addWidget(time_);
  connect(play_, &QToolButton::clicked, this, &PlaybackBar::toggle);
  connect(&playback_, &Playback::playingChanged, this, &PlaybackBar::showPlaying);
  connect(speed_, &QComboBox::currentIndexChanged, this, [this](int index) {
    if (index >= 0) {
      playback_.setSpeed(speed_->itemData(index).toDouble());
    }
  });
  connect(slider_, &QSlider::valueChanged, this, [this](int value) {
    if (const OpenRun* run = session_.current()) {
      session_.time().setCursor(run->data->end() * value / kSliderSteps);
    }
  });
  connect(&session_, &Session::currentChanged, this, &PlaybackBar::showRun);
  connect(&session_.time(), &TimeFocus::cursorChanged, this, &PlaybackBar::showCursor);
  showPlaying(false);
  showRun();
}

void PlaybackBar::toggle() {
  if (playback_.isPlaying()) {
    playback_.pause();
  } else {
    playback_.play();
  }
}

void PlaybackBar::showRun() {
  const OpenRun* run = session_.current();
  setEnabled(run != nullptr);
  if (run == nullptr) {
    playback_.pause();
    shown_.reset();
  } else if (shown_ != run->data->key) {
    shown_ = run->data->key;
    default_speed_ = defaultSpeed(run->data->end());
    offerSpeeds(default_speed_);
  } else if (playback_.speed() == default_speed_ &&
             defaultSpeed(run->data->end()) != default_speed_) {
    default_speed_ = defaultSpeed(run->data->end());  // a live run has grown
    offerSpeeds(default_speed_);
  }
  showCursor();
}

void PlaybackBar::offerSpeeds(double speed) {
  const QSignalBlocker blocker(speed_);
  speed_->clear();
  for (const double choice : speedsAround(speed)) {
    speed_->addItem(QString("%1 per s").arg(seconds(choice)), choice);
    if (choice == speed) {
      speed_->setCurrentIndex(speed_->count() - 1);
    }
  }
  playback_.setSpeed(speed);
}

void PlaybackBar::showCursor() {
  const OpenRun* run = session_.current();
  const double end_s = run == nullptr ? 0.0 : run->data->end();
  const double cursor_s = session_.cursorTime();
  const QSignalBlocker blocker(slider_);
  slider_->setValue(
      end_s > 0.0 ? static_cast<int>(std::lround(kSliderSteps * std::min(1.0, cursor_s / end_s)))
                  : 0);
  time_->setText(run == nullptr ? "no run" : seconds(cursor_s) + " of " + seconds(end_s));
}

void PlaybackBar::showPlaying(bool is_playing) {
  play_->setText(is_playing ? "Pause" : "Play");
  play_->setIcon(style()->standardIcon(is_playing ? QStyle::SP_MediaPause : QStyle::SP_MediaPlay));
  play_->setToolTip(is_playing ? "Stop the cursor (Space)" : "Move the cursor on (Space)");
}

}  // namespace simgrad::gui
