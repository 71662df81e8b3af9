#pragma once

#include <optional>
#include <vector>

#include <QObject>

#include "gui/charts/chart.hpp"
#include "gui/session/time_focus.hpp"

namespace simgrad::gui {

/// Charts with the same x: what one zooms to or points at, the others show too.
class ChartGroup : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  /// The chart must outlive the group.
  void add(Chart* chart);

  /// From now on x is simulated time and in step with all views; nullptr: it is something else,
  /// which is shown whole at first.
  void follow(TimeFocus* time);

  /// Shows all.
  void reset();

 private:
  void takeRange(std::optional<Range> range);
  void takeChosen(double x);
  void showRange(std::optional<Range> range);
  void showChosen(std::optional<double> x);
  void showTime();

  std::vector<Chart*> charts_;
  TimeFocus* time_ = nullptr;
};

}  // namespace simgrad::gui
