#include "gui/charts/chart_group.hpp"

namespace simgrad::gui {

void ChartGroup::add(Chart* chart) {
  charts_.push_back(chart);
  connect(chart, &Chart::xRangeChosen, this, &ChartGroup::takeRange);
  connect(chart, &Chart::xChosen, this, &ChartGroup::takeChosen);
  connect(chart, &Chart::xHovered, this, [this](std::optional<double> x) {
    for (Chart* other : charts_) {
      other->setHovered(x);
    }
  });
}

void ChartGroup::follow(TimeFocus* time) {
  if (time == time_) {
    return;
  }
  if (time_ != nullptr) {
    time_->disconnect(this);
  }
  time_ = time;
  if (time_ == nullptr) {
    showRange(std::nullopt);
    showChosen(std::nullopt);
    return;
  }
  connect(time_, &TimeFocus::rangeChanged, this, &ChartGroup::showTime);
  connect(time_, &TimeFocus::cursorChanged, this, &ChartGroup::showTime);
  showTime();
}

void ChartGroup::reset() {
  for (Chart* chart : charts_) {
    chart->reset();
  }
  takeRange(std::nullopt);
}

void ChartGroup::takeRange(std::optional<Range> range) {
  if (time_ == nullptr) {
    showRange(range);
  } else {
    time_->setRange(range ? std::optional(TimeRange{range->low, range->high}) : std::nullopt);
  }
}

void ChartGroup::takeChosen(double x) {
  if (time_ == nullptr) {
    showChosen(x);
  } else {
    time_->setCursor(x);
  }
}

void ChartGroup::showRange(std::optional<Range> range) {
  for (Chart* chart : charts_) {
    chart->setXRange(range);
  }
}

void ChartGroup::showChosen(std::optional<double> x) {
  for (Chart* chart : charts_) {
    chart->setChosen(x);
  }
}

void ChartGroup::showTime() {
  const std::optional<TimeRange> range = time_->range();
  showRange(range ? std::optional(Range{range->begin_s, range->end_s}) : std::nullopt);
  showChosen(time_->cursor());
}

}  // namespace simgrad::gui
