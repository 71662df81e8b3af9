#pragma once

#include <vector>

#include <QPen>
#include <QPointF>
#include <QString>

#include "gui/charts/plot.hpp"

namespace simgrad::gui {

/// What a curve says at one x.
struct Reading {
  QString name = {};
  QString text = {};   ///< "0.53", "not a number"
  QPen pen = {};       ///< the curve's
  QPointF point = {};  ///< its point nearest in x, in the axes' numbers
};

/// Of every curve that has a name and points, in their order.
std::vector<Reading> readingsAt(const Plot& plot, double x);

/// The marks within [low, high], a line each, the first few and how many more there are; empty if
/// there are none.
QString marksWithin(const Plot& plot, const Range& range);

/// "loss is not a number at 12 s": what a mark at the border means.
QString beyondText(const Plot& plot, const Curve& curve, const QPointF& point);

}  // namespace simgrad::gui
