#pragma once

#include <optional>

#include <QObject>

namespace simgrad::gui {

/// A part of simulated time, in seconds.
struct TimeRange {
  double begin_s = 0.0;
  double end_s = 0.0;

  bool operator==(const TimeRange&) const = default;
};

/// The moment and the part of simulated time that all views show together.
class TimeFocus : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  /// The moment under the cursor; none: the end of the run.
  std::optional<double> cursor() const { return cursor_s_; }
  /// What is zoomed to; none: all.
  std::optional<TimeRange> range() const { return range_; }

  void setCursor(std::optional<double> simulated_s);
  void setRange(std::optional<TimeRange> range);

 signals:
  void cursorChanged();
  void rangeChanged();

 private:
  std::optional<double> cursor_s_;
  std::optional<TimeRange> range_;
};

}  // namespace simgrad::gui
