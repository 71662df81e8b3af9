#include <cmath>

#include <QFontMetricsF>
#include <QPainter>
#include <QtMath>

#include "gui/theme/theme.hpp"
#include "gui/views/topology/place_item.hpp"

namespace simgrad::gui {
namespace {

constexpr double kLabelLength = 92.0;
constexpr double kLabelGap = 4.0;
constexpr double kCorner = 6.0;  // of a server
constexpr double kBody = 1.2;    // side of a square to that of one within the disc

/// A host is a disc, the server a rounded square, what is down a square; a junction a small disc.
class HostItem : public PlaceItem {
 public:
  HostItem(const TopologyModel& model, const Place& place) : PlaceItem(model, place) {
    const double reach = place.radius + 2.0 * kFrame;
    bounds_ = {-reach, -reach, 2.0 * reach, 2.0 * reach};
    const QFontMetricsF metrics(sceneFont(kSmallText));
    label_ = metrics.elidedText(
        QString::fromStdString(model.cluster().vertices[place.subject].name).simplified(),
        Qt::ElideMiddle, place.kind == PlaceKind::kServer ? kCaptionWidth : kLabelLength);
    if (place.kind == PlaceKind::kServer) {
      bounds_ |= captionBox(place.radius);
    } else if (place.kind == PlaceKind::kHost) {
      placeLabel(std::ceil(metrics.horizontalAdvance(label_)));
    }
  }

  QRectF boundingRect() const override { return bounds_; }

  QPainterPath shape() const override {
    QPainterPath path;
    path.addEllipse(QPointF(), place()->radius, place()->radius);
    return path;
  }

  void paint(QPainter* painter, const QStyleOptionGraphicsItem* /*option*/,
             QWidget* /*widget*/) override {
    paintSelection(*painter, place()->radius);
    if (place()->kind == PlaceKind::kJunction) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(theme().muted);
      painter->drawEllipse(QPointF(), place()->radius, place()->radius);
      return;
    }
    const HostState state = model().moment().hosts[place()->subject];
    paintBody(painter, state, model().moment().is_slow[place()->subject]);
    if (place()->kind == PlaceKind::kServer) {
      paintCaption(*painter, place()->radius, label_);
    } else if (isLegible(*painter)) {
      paintRadialLabel(painter);
    }
  }

 private:
  void paintBody(QPainter* painter, HostState state, bool is_slow) const {
    painter->setPen(QPen(theme().muted, 1.5, is_slow ? Qt::DashLine : Qt::SolidLine));
    painter->setBrush(hostStateColour(state));
    const double side = place()->radius / std::sqrt(2.0) * kBody;
    const QRectF square(-side, -side, 2.0 * side, 2.0 * side);
    if (state == HostState::kDown) {
      painter->drawRect(square);
    } else if (place()->kind == PlaceKind::kServer) {
      painter->drawRoundedRect(square, kCorner, kCorner);
    } else {
      painter->drawEllipse(QPointF(), place()->radius, place()->radius);
    }
    painter->setPen(hostStateTextColour(state));
    painter->setFont(sceneFont(place()->kind == PlaceKind::kServer ? kCountText : kLetterText));
    painter->drawText(square, Qt::AlignCenter, hostStateLetter(state));
  }

  /// Along the line from the centre, and never upside down.
  void placeLabel(double length) {
    const QPointF centre = place()->centre;
    const bool is_left = centre.x() < 0.0;
    const double begin = place()->radius + kLabelGap;
    label_box_ = {is_left ? -begin - length : begin, -kCaptionHeight / 2.0, length, kCaptionHeight};
    label_turn_deg_ =
        qRadiansToDegrees(std::atan2(centre.y(), centre.x())) + (is_left ? 180.0 : 0.0);
    bounds_ |= QTransform().rotate(label_turn_deg_).mapRect(label_box_);
  }

  void paintRadialLabel(QPainter* painter) const {
    painter->setFont(sceneFont(kSmallText));
    painter->setPen(theme().muted);
    painter->save();
    painter->rotate(label_turn_deg_);
    painter->drawText(label_box_, Qt::AlignCenter | Qt::TextDontClip, label_);
    painter->restore();
  }

  QString label_;
  QRectF label_box_;
  double label_turn_deg_ = 0.0;
  QRectF bounds_;
};

}  // namespace

TopologyItem* makeHostItem(const TopologyModel& model, const Place& place) {
  return new HostItem(model, place);
}

}  // namespace simgrad::gui
