#pragma once

#include <QWidget>

namespace simgrad::gui {

/// What colours, heights and marks of the timeline mean.
class TimelineLegend : public QWidget {
  Q_OBJECT

 public:
  explicit TimelineLegend(QWidget* parent = nullptr);

  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
};

}  // namespace simgrad::gui
