#include "gui/playback/playback.hpp"

#include <array>
#include <cmath>

namespace simgrad::gui {
namespace {

constexpr double kDefaultLength_s = 30.0;  // of a whole run, in wall time
constexpr int kInterval_ms = 33;
constexpr std::array<double, 11> kFactors{0.02, 0.05, 0.1,  0.2,  0.5, 1.0,
                                          2.0,  5.0,  10.0, 20.0, 50.0};

/// The nearest of 1, 2 and 5 times a power of ten that is not greater.
double rounded(double value) {
  const double decade = std::pow(10.0, std::floor(std::log10(value)));
  for (const double step : {5.0, 2.0}) {
    if (value >= step * decade) {
      return step * decade;
    }
  }
  return decade;
}

}  // namespace

double defaultSpeed(double run_end_s) {
  const double wanted = run_end_s / kDefaultLength_s;
  return std::isnormal(wanted) && wanted > 0.0 ? rounded(wanted) : 1.0;
}

std::vector<double> speedsAround(double speed) {
  std::vector<double> speeds;
  speeds.reserve(kFactors.size());
  for (const double factor : kFactors) {
    speeds.push_back(speed * factor);
  }
  return speeds;
}

Playback::Playback(Session& session, QObject* parent) : QObject(parent), session_(session) {
  timer_.setInterval(kInterval_ms);
  connect(&timer_, &QTimer::timeout, this, [this] {
    advance(static_cast<double>(since_last_.restart()) / 1000.0);
  });
}

void Playback::play() {
  const OpenRun* run = session_.current();
  if (run == nullptr || isPlaying()) {
    return;
  }
  if (session_.cursorTime() >= run->data->end()) {
    session_.time().setCursor(0.0);
  }
  since_last_.start();
  timer_.start();
  emit playingChanged(true);
}

void Playback::pause() {
  if (isPlaying()) {
    timer_.stop();
    emit playingChanged(false);
  }
}

void Playback::advance(double wall_s) {
  const OpenRun* run = session_.current();
  const double end_s = run == nullptr ? 0.0 : run->data->end();
  const double next_s = session_.cursorTime() + wall_s * speed_;
  session_.time().setCursor(std::min(next_s, end_s));
  if (next_s >= end_s && (run == nullptr || !run->data->isLive())) {
    pause();
  }
}

}  // namespace simgrad::gui
