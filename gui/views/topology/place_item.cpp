#include "gui/views/topology/place_item.hpp"

#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include "gui/theme/theme.hpp"
#include "gui/views/topology/topology_text.hpp"

namespace simgrad::gui {
namespace {

constexpr double kLeastLegible = 0.5;  // pixels a unit
constexpr int kGroundAlpha = 215;

}  // namespace

PlaceItem::PlaceItem(const TopologyModel& model, const Place& place)
    : TopologyItem(model), place_(place) {
  setPos(place.centre);
  setFlag(ItemIsSelectable);
  setZValue(1.0);
}

QString PlaceItem::describe(const QPointF& point) const {
  return describePlace(model(), place_, point);
}

bool PlaceItem::isLegible(const QPainter& painter) {
  return QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter.worldTransform()) >=
         kLeastLegible;
}

QRectF PlaceItem::captionBox(double top) {
  return {-kCaptionWidth / 2.0, top, kCaptionWidth, kCaptionHeight};
}

void PlaceItem::paintCaption(QPainter& painter, double top, const QString& text) {
  painter.setFont(sceneFont(kSmallText));
  const QRectF box = captionBox(top);
  const QString shown =
      painter.fontMetrics().elidedText(text, Qt::ElideMiddle, static_cast<int>(box.width()));
  QColor ground = theme().background;
  ground.setAlpha(kGroundAlpha);
  painter.fillRect(painter.boundingRect(box, Qt::AlignCenter, shown), ground);
  painter.setPen(theme().text);
  painter.drawText(box, Qt::AlignCenter, shown);
}

void PlaceItem::paintSelection(QPainter& painter, double radius) const {
  if (isSelected()) {
    QPen pen(theme().text, 2.0, Qt::DashLine);
    pen.setCosmetic(true);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QPointF(), radius + kFrame, radius + kFrame);
  }
}

TopologyItem* makePlaceItem(const TopologyModel& model, const Place& place) {
  switch (place.kind) {
    case PlaceKind::kZone:
      return makeZoneItem(model, place);
    case PlaceKind::kBlock:
      return makeBlockItem(model, place);
    default:
      return makeHostItem(model, place);
  }
}

}  // namespace simgrad::gui
