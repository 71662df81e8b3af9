#include "gui/charts/curve_shape.hpp"

#include <algorithm>
#include <cmath>

#include "gui/charts/thinning.hpp"

namespace simgrad::gui {
namespace {

constexpr std::size_t kMostLines = 40;  // pieces of one curve; what is left is drawn as dots
constexpr double kDotDistance = 12.0;   // pixels a point, from which on points are dots too
constexpr double kMarkDistance = 9.0;   // pixels between two marks at the border
constexpr double kBelow = -0.5;         // places at which lines are cut off
constexpr double kAbove = 1.5;
constexpr double kFar = 1e9;  // so that products of places are finite

QPointF between(const QPointF& a, const QPointF& b, double share) {
  return a + share * (b - a);
}

/// The line with x cut to what is near the plot; only its ends can lie outside.
void cutEnds(QList<QPointF>& line) {
  const auto cut = [](QPointF& end, const QPointF& next, double limit) {
    end = between(end, next, (limit - end.x()) / (next.x() - end.x()));
  };
  if (line.size() < 2) {
    return;
  }
  if (line[0].x() < kBelow && line[1].x() > kBelow) {
    cut(line[0], line[1], kBelow);
  }
  QPointF& last = line.last();
  const QPointF& before = line[line.size() - 2];
  if (last.x() > kAbove && before.x() < kAbove) {
    cut(last, before, kAbove);
  }
}

/// The same line with y held between two limits, which are outside of what is seen: numbers like
/// 1e300 would overflow the painter.
QList<QPointF> heldNear(const QList<QPointF>& line) {
  const bool is_near = std::all_of(line.begin(), line.end(), [](const QPointF& point) {
    return point.y() >= kBelow && point.y() <= kAbove;
  });
  if (is_near) {
    return line;
  }
  QList<QPointF> held;
  for (qsizetype i = 0; i < line.size(); ++i) {
    if (i > 0) {
      const QPointF& a = line[i - 1];
      const QPointF& b = line[i];
      const bool rises = a.y() < b.y();
      for (const double limit : {rises ? kBelow : kAbove, rises ? kAbove : kBelow}) {
        if ((a.y() - limit) * (b.y() - limit) < 0.0) {
          held.append({between(a, b, (limit - a.y()) / (b.y() - a.y())).x(), limit});
        }
      }
    }
    held.append({line[i].x(), std::clamp(line[i].y(), kBelow, kAbove)});
  }
  return held;
}

QList<QPointF> drawable(std::span<const QPointF> piece, int columns) {
  const double width = std::min(2.0, piece.back().x() - piece.front().x()) * columns;
  QList<QPointF> line = thinned(piece, 2 + static_cast<std::size_t>(std::max(0.0, width)));
  cutEnds(line);
  return heldNear(line);
}

/// Collects a curve's pieces as its points come.
class Shaping {
 public:
  Shaping(const PlotAxis& x, const PlotAxis& y, int columns, std::size_t points)
      : x_(x), y_(y), columns_(columns) {
    piece_.reserve(static_cast<qsizetype>(points));
  }

  void add(const QPointF& point) {
    const double x = x_.place(point.x());
    if (!std::isfinite(x)) {
      return;
    }
    if (y_.holds(point.y())) {
      piece_.append({std::clamp(x, -kFar, kFar), std::clamp(y_.place(point.y()), -kFar, kFar)});
      return;
    }
    finishPiece();
    if (x >= 0.0 && x <= 1.0) {
      addBeyond({x, point});
    }
  }

  void finishPiece() {
    if (piece_.size() == 1 || (piece_.size() > 1 && shape_.lines.size() >= kMostLines)) {
      alone_ += piece_;
    } else if (piece_.size() > 1) {
      shape_.lines.push_back(drawable(piece_, columns_));
    }
    piece_.clear();
  }

  /// @param are_few  whether each point is a dot
  CurveShape finish(bool are_few) {
    finishPiece();
    shape_.dots = thinned(alone_, static_cast<std::size_t>(columns_));
    if (are_few) {
      for (const QList<QPointF>& line : shape_.lines) {
        shape_.dots += line;
      }
    }
    shape_.dots.removeIf([](const QPointF& dot) {
      return dot.x() < 0.0 || dot.x() > 1.0 || dot.y() < 0.0 || dot.y() > 1.0;
    });
    return std::move(shape_);
  }

 private:
  void addBeyond(const BeyondMark& mark) {
    const auto is_same = [&mark](const BeyondMark& other) {
      return std::isnan(mark.point.y()) == std::isnan(other.point.y()) &&
             (mark.point.y() > 0.0) == (other.point.y() > 0.0);
    };
    if (shape_.beyond.empty() || !is_same(shape_.beyond.back()) ||
        (mark.x - shape_.beyond.back().x) * columns_ >= kMarkDistance) {
      shape_.beyond.push_back(mark);
    }
  }

  const PlotAxis& x_;
  const PlotAxis& y_;
  int columns_;
  QList<QPointF> piece_;
  QList<QPointF> alone_;
  CurveShape shape_;
};

CurveShape lineOf(const QList<QPointF>& points, bool has_dots, const PlotAxis& x, const PlotAxis& y,
                  int columns) {
  const std::span<const QPointF> seen = visible(points, x.range());
  Shaping shaping(x, y, columns, seen.size());
  for (const QPointF& point : seen) {
    shaping.add(point);
  }
  return shaping.finish(has_dots && static_cast<double>(seen.size()) * kDotDistance <= columns);
}

}  // namespace

std::span<const QPointF> visible(const QList<QPointF>& points, const Range& x) {
  const auto before = [](const QPointF& point, double value) {
    return point.x() < value;
  };
  const auto after = [](double value, const QPointF& point) {
    return value < point.x();
  };
  auto first = std::lower_bound(points.begin(), points.end(), x.low, before);
  auto last = std::upper_bound(first, points.end(), x.high, after);
  first -= first == points.begin() ? 0 : 1;
  last += last == points.end() ? 0 : 1;
  return {first, last};
}

CurveShape shapeOf(const Curve& curve, const PlotAxis& x, const PlotAxis& y, int columns) {
  columns = std::max(columns, 1);
  CurveShape shape = lineOf(curve.points, curve.has_dots, x, y, columns);
  if (!curve.fill.isValid() || shape.lines.empty()) {
    return shape;
  }
  const CurveShape floor = lineOf(curve.floor, false, x, y, columns);
  for (const QList<QPointF>& line : shape.lines) {
    shape.outline += line;
  }
  QList<QPointF> back;
  for (const QList<QPointF>& line : floor.lines) {
    back += line;
  }
  if (back.isEmpty()) {
    back = {{shape.outline.first().x(), kBelow}, {shape.outline.last().x(), kBelow}};
  }
  std::reverse(back.begin(), back.end());
  shape.outline += back;
  return shape;
}

}  // namespace simgrad::gui
