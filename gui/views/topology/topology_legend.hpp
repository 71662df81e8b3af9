#pragma once

#include <QWidget>

namespace simgrad::gui {

/// What colours, letters and lines of the topology mean, in one row or as many as it takes.
class TopologyLegend : public QWidget {
  Q_OBJECT

 public:
  explicit TopologyLegend(QWidget* parent = nullptr);

  QSize sizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int layEntries(int width, QPainter* painter) const;
};

}  // namespace simgrad::gui
