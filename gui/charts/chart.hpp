#pragma once

#include <optional>
#include <vector>

#include <QChartView>

#include "gui/charts/chart_frame.hpp"
#include "gui/charts/curve_shape.hpp"
#include "gui/charts/plot.hpp"

class QLineSeries;
class QValueAxis;

// To use one:
//   auto* chart = new Chart(this);
//   auto* group = new ChartGroup(this);  // of one chart or of several with the same x
//   group->add(chart);
//   group->follow(&session.time());      // if x is simulated time
//   chart->setPlot({.x = {.label = "simulated time", .unit = Unit::kSeconds},
//                   .y = {.label = "loss", .logarithmic = true},
//                   .curves = {{.name = run.label, .pen = seriesPen(run.style), .points = …}}});
// Call setPlot again with all points whenever they change: it keeps what is zoomed to.

namespace simgrad::gui {

/// Curves with axes, which one can zoom and read. See chartHelp() for how.
///
/// Setters emit nothing; signals tell what the user did.
class Chart : public QChartView {
  Q_OBJECT

 public:
  explicit Chart(QWidget* parent = nullptr);

  void setPlot(Plot plot);
  const Plot& plot() const { return plot_; }

  /// None: all. The y range is the chart's own; unless the user chose one it is what is seen.
  void setXRange(std::optional<Range> range);
  const std::optional<Range>& xRange() const { return x_range_; }
  const std::optional<Range>& yRange() const { return y_range_; }
  /// The x that is read while the pointer is elsewhere; none: the high end.
  void setChosen(std::optional<double> x);
  const std::optional<double>& chosen() const { return chosen_x_; }
  /// The x that the pointer is at, here or in another chart.
  void setHovered(std::optional<double> x);
  /// Shows all, of y too.
  void reset();

  /// Where numbers lie on the widget, while it is seen.
  const ChartFrame& frame() const { return frame_; }

  QSize sizeHint() const override { return {640, 280}; }
  QSize minimumSizeHint() const override { return {240, 140}; }

 signals:
  void xRangeChosen(std::optional<simgrad::gui::Range> range);
  void xChosen(double x);
  void xHovered(std::optional<double> x);

 protected:
  void drawBackground(QPainter* painter, const QRectF& rect) override;
  void drawForeground(QPainter* painter, const QRectF& rect) override;
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  enum class Drag { kNone, kBand, kPan };

  bool isEmpty() const;
  void arrange();
  PlotAxis seenY() const;
  void showLines();
  void zoomX(double factor, double about);
  void zoomY(double factor, double about);
  void panBy(double x_share, double y_share);
  void chooseX(std::optional<Range> range);
  void moveChosen(int steps);
  void zoomToBand();
  void hoverAt(const QPointF& pixel);
  void showMarksNear(const QPoint& pixel);
  double readX() const;

  Plot plot_;
  PlotAxis all_x_;
  PlotAxis all_y_;
  std::optional<Range> x_range_;
  std::optional<Range> y_range_;
  std::optional<double> chosen_x_;
  std::optional<double> hovered_x_;
  std::optional<double> pointer_y_;  // pixels
  ChartFrame frame_;
  bool is_stale_ = false;  // arranged when it is shown
  std::vector<CurveShape> shapes_;
  std::vector<double> marks_;         // their pixels along x
  std::vector<QLineSeries*> series_;  // owned by the chart; as many as were ever needed
  QValueAxis* share_x_;
  QValueAxis* share_y_;
  Drag drag_ = Drag::kNone;
  QPointF drag_from_;
  QPointF drag_to_;
};

/// How to zoom, pan and read with mouse and keyboard, for the user.
QString chartHelp();

}  // namespace simgrad::gui
