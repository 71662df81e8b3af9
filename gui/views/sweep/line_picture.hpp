#pragma once

#include <optional>

#include "gui/views/sweep/marked_picture.hpp"
#include "gui/views/sweep/plot_frame.hpp"

namespace simgrad::gui {

/// A point of a line. What is not finite is drawn at the border that it lies beyond.
struct LinePoint {
  double x = 0.0;
  double y = 0.0;
  std::optional<Interval> range = {};
  QString words = {};
  QString beyond = {};  ///< beside it at the border: "> 30 s"
  RunIndices runs = {};
};

struct FigureLine {
  QString label = {};
  std::vector<LinePoint> points = {};  ///< finite ones in the order of x
};

/// Lines over numbers, and how to read them.
struct LineFigure {
  QString title = {};
  Axis x = {};
  Axis y = {};
  std::vector<FigureLine> lines = {};
  std::optional<double> target = {};
  QString never = {};     ///< what a mark at the border means
  bool is_joined = true;  ///< else its points are of different kinds
  bool has_markers = true;
  QString caption = {};
  QString problem = {};  ///< why there is nothing; empty if there is
};

/// Lines with bands around them.
class LinePicture : public MarkedPicture {
  Q_OBJECT

 public:
  using MarkedPicture::MarkedPicture;

  void setFigure(LineFigure figure);
  const LineFigure& figure() const { return figure_; }

 protected:
  std::vector<Mark> draw(QPainter& painter) const override;

 private:
  void drawBand(QPainter& painter, const PlotFrame& frame, std::size_t line) const;
  void drawLine(QPainter& painter, const PlotFrame& frame, std::size_t line) const;
  void drawPoints(QPainter& painter, const PlotFrame& frame, std::size_t line,
                  std::vector<Mark>& marks) const;
  void drawBeyond(QPainter& painter, const PlotFrame& frame, std::size_t line, double top,
                  std::vector<Mark>& marks) const;

  LineFigure figure_;
};

}  // namespace simgrad::gui
