#pragma once

#include <optional>

#include <QWidget>

#include "gui/views/sweep/axis_figures.hpp"
#include "gui/views/sweep/curves_figure.hpp"

class QComboBox;
class QLabel;

namespace simgrad::gui {

enum class SweepPicture { kLines, kMap, kCurves, kTable };

/// What of a sweep is shown. Choices stay while the sweep grows.
class SweepControls : public QWidget {
  Q_OBJECT

 public:
  explicit SweepControls(QWidget* parent = nullptr);

  /// Offers what this sweep has.
  void setSweep(const ComparedSweep& sweep);

  SweepPicture picture() const;
  void setPicture(SweepPicture picture);
  /// None if the sweep has no axis or no metric.
  std::optional<AxisQuestion> question() const;
  Learnt learnt() const;

  QComboBox* metrics() const { return metric_; }
  QComboBox* axes() const { return x_; }
  QComboBox* series() const { return series_; }

 signals:
  void changed();

 private:
  struct Choice {
    QLabel* label;
    QComboBox* box;
  };
  Choice addChoice(const QString& text, const QString& help);
  void offerSeries();
  void showFitting();

  ComparedSweep sweep_;
  QComboBox* picture_;
  QComboBox* metric_;
  QComboBox* learnt_;
  QComboBox* x_;
  QComboBox* series_;
  QLabel* metric_label_;
  QLabel* learnt_label_;
  QLabel* x_label_;
  QLabel* series_label_;
};

}  // namespace simgrad::gui
