#pragma once

#include <optional>

#include "gui/views/sweep/marked_picture.hpp"
#include "sim/results/scale.hpp"

namespace simgrad::gui {

struct FigureDot {
  double value = 0.0;
  std::optional<Interval> range = {};
  std::size_t group = 0;
  QString words = {};
  QString beyond = {};  ///< beside it at the border: "> 30 s"
  RunIndices runs = {};
};

struct DotRow {
  QString label = {};
  std::vector<FigureDot> dots = {};
};

/// Dots with intervals, a row for each value of an axis that need not have numbers.
struct DotFigure {
  QString title = {};
  Axis x = {};
  std::vector<QString> groups = {};
  std::vector<DotRow> rows = {};
  QString never = {};  ///< what a mark at the border means
  QString caption = {};
  QString problem = {};  ///< why there is nothing; empty if there is
};

class DotPicture : public MarkedPicture {
  Q_OBJECT

 public:
  using MarkedPicture::MarkedPicture;

  void setFigure(DotFigure figure);

 protected:
  std::vector<Mark> draw(QPainter& painter) const override;

 private:
  Mark drawDot(QPainter& painter, const QRectF& area, const Scale& x, const FigureDot& dot,
               double y) const;

  DotFigure figure_;
};

}  // namespace simgrad::gui
