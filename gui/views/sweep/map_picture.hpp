#pragma once

#include <vector>

#include "gui/views/sweep/marked_picture.hpp"

namespace simgrad::gui {

struct MapCell {
  enum class Kind { kValue, kNever, kMissing };

  Kind kind = Kind::kMissing;
  double share = 0.0;  ///< of the colours, of a value
  QString text = {};   ///< in the cell
  QString words = {};
  RunIndices runs = {};
};

/// A value for each pair of values of two axes.
struct MapFigure {
  QString title = {};
  QString row_axis = {};
  QString column_axis = {};
  std::vector<QString> rows = {};
  std::vector<QString> columns = {};
  std::vector<MapCell> cells = {};  ///< (rows, columns)
  QString value = {};               ///< what colours mean, with its unit
  QString least = {};               ///< empty: no colours
  QString most = {};
  QString caption = {};
  QString problem = {};  ///< why there is nothing; empty if there is
};

/// Colours and numbers in cells; hatched where there is no number.
class MapPicture : public MarkedPicture {
  Q_OBJECT

 public:
  using MarkedPicture::MarkedPicture;

  void setFigure(MapFigure figure);

 protected:
  std::vector<Mark> draw(QPainter& painter) const override;

 private:
  QRectF drawColourKey(QPainter& painter, const QRectF& outer) const;
  void drawLabels(QPainter& painter, const QRectF& grid, double labels) const;

  MapFigure figure_;
};

}  // namespace simgrad::gui
