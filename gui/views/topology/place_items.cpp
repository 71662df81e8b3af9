#include "gui/views/topology/place_items.hpp"

#include <cmath>

#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include "gui/theme/theme.hpp"
#include "gui/views/topology/topology_text.hpp"

namespace simgrad::gui {
namespace {

constexpr int kSmallText = 10;
constexpr int kLetterText = 13;
constexpr int kCountText = 16;
constexpr std::size_t kManyHosts = 10'000;  // whose number needs small digits
constexpr double kCaptionShare = 0.025;     // of a block
constexpr int kGroundAlpha = 215;
constexpr double kLabelLength = 92.0;
constexpr double kLabelGap = 4.0;
constexpr double kCaptionHeight = 14.0;
constexpr double kCaptionWidth = 110.0;
constexpr double kRingWidth = 12.0;
constexpr double kZoneRing = 38.0;          // radius
constexpr double kLeastLegible = 0.5;       // pixels a unit, for small text
constexpr double kLeastLetterShare = 0.08;  // of a ring
constexpr double kFrame = 3.0;              // around what is selected
constexpr double kFullCircle_16th = 360.0 * 16.0;
constexpr double kTop_16th = 90.0 * 16.0;

class PlaceItem : public TopologyItem {
 public:
  PlaceItem(const TopologyModel& model, const Place& place) : TopologyItem(model), place_(place) {
    setPos(place.centre);
    setFlag(ItemIsSelectable);
    setZValue(1.0);
  }

  const Place* place() const override { return &place_; }
  QString describe(const QPointF& point) const override {
    return describePlace(model(), place_, point);
  }

 protected:
  static double scaleOf(QPainter* painter) {
    return QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
  }

  void paintSelection(QPainter* painter, double radius) const {
    if (isSelected()) {
      QPen pen(theme().text, 2.0, Qt::DashLine);
      pen.setCosmetic(true);
      painter->setPen(pen);
      painter->setBrush(Qt::NoBrush);
      painter->drawEllipse(QPointF(), radius + kFrame, radius + kFrame);
    }
  }

  static QRectF captionBox(double top) {
    return {-kCaptionWidth / 2.0, top, kCaptionWidth, kCaptionHeight};
  }

  /// On a ground of its own, since cables may pass behind it.
  static void paintCaption(QPainter* painter, double top, const QString& text) {
    painter->setFont(sceneFont(kSmallText));
    const QRectF box = captionBox(top);
    const QString shown =
        painter->fontMetrics().elidedText(text, Qt::ElideMiddle, static_cast<int>(box.width()));
    QColor ground = theme().background;
    ground.setAlpha(kGroundAlpha);
    painter->fillRect(painter->boundingRect(box, Qt::AlignCenter, shown), ground);
    painter->setPen(theme().text);
    painter->drawText(box, Qt::AlignCenter, shown);
  }

 private:
  Place place_;
};

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
    paintSelection(painter, place()->radius);
    if (place()->kind == PlaceKind::kJunction) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(theme().muted);
      painter->drawEllipse(QPointF(), place()->radius, place()->radius);
      return;
    }
    const HostState state = model().moment().hosts[place()->subject];
    paintBody(painter, state, model().moment().is_slow[place()->subject]);
    if (place()->kind == PlaceKind::kServer) {
      paintCaption(painter, place()->radius, label_);
    } else if (scaleOf(painter) >= kLeastLegible) {
      paintRadialLabel(painter);
    }
  }

 private:
  void paintBody(QPainter* painter, HostState state, bool is_slow) const {
    painter->setPen(QPen(theme().muted, 1.5, is_slow ? Qt::DashLine : Qt::SolidLine));
    painter->setBrush(hostStateColour(state));
    const double side = place()->radius / std::sqrt(2.0) * 1.2;
    const QRectF square(-side, -side, 2.0 * side, 2.0 * side);
    if (state == HostState::kDown) {
      painter->drawRect(square);
    } else if (place()->kind == PlaceKind::kServer) {
      painter->drawRoundedRect(square, kRingWidth / 2.0, kRingWidth / 2.0);
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

/// A folded zone: how many hosts, in a ring of their states.
class ZoneItem : public PlaceItem {
 public:
  using PlaceItem::PlaceItem;

  QRectF boundingRect() const override {
    return QRectF(-kCaptionWidth / 2.0, -kZoneRing, kCaptionWidth, 2.0 * kZoneRing + kCaptionHeight)
        .adjusted(-kFrame, -2.0 * kFrame, kFrame, 2.0 * kFrame);
  }

  QPainterPath shape() const override {
    QPainterPath path;
    path.addEllipse(QPointF(), kZoneRing, kZoneRing);
    return path;
  }

  void paint(QPainter* painter, const QStyleOptionGraphicsItem* /*option*/,
             QWidget* /*widget*/) override {
    paintSelection(painter, kZoneRing);
    const Zone& zone = model().zones()[place()->subject];
    paintRing(painter, zone);
    painter->setPen(theme().text);
    painter->setFont(sceneFont(zone.hosts.size() < kManyHosts ? kCountText : kLetterText));
    const double inner = kZoneRing - kRingWidth;
    painter->drawText(QRectF(-inner, -inner, 2.0 * inner, 2.0 * inner), Qt::AlignCenter,
                      QString::number(zone.hosts.size()));
    if (scaleOf(painter) >= kLeastLegible) {
      paintCaption(painter, kZoneRing, QString::fromStdString(zone.name).simplified());
    }
  }

 private:
  void paintRing(QPainter* painter, const Zone& zone) const {
    painter->setPen(QPen(theme().muted, 1.0));
    painter->setBrush(theme().background);
    painter->drawEllipse(QPointF(), kZoneRing, kZoneRing);
    const auto counts = countStates(zone.hosts, model().moment());
    const double middle = kZoneRing - kRingWidth / 2.0;
    double begin_16th = kTop_16th;
    for (std::size_t i = 0; i < kHostStates; ++i) {
      const auto state = static_cast<HostState>(i);
      const double share = static_cast<double>(counts[i]) / static_cast<double>(zone.hosts.size());
      const double length_16th = -share * kFullCircle_16th;
      if (counts[i] > 0 && state != HostState::kIdle) {
        painter->setPen(QPen(hostStateColour(state), kRingWidth, Qt::SolidLine, Qt::FlatCap));
        painter->drawArc(QRectF(-middle, -middle, 2.0 * middle, 2.0 * middle),
                         static_cast<int>(begin_16th), static_cast<int>(std::floor(length_16th)));
        if (share >= kLeastLetterShare) {
          const double angle = qDegreesToRadians((begin_16th + length_16th / 2.0) / 16.0);
          const QPointF at(middle * std::cos(angle), -middle * std::sin(angle));
          painter->setPen(hostStateTextColour(state));
          painter->setFont(sceneFont(kSmallText));
          painter->drawText(
              QRectF(at.x() - kRingWidth, at.y() - kRingWidth, 2.0 * kRingWidth, 2.0 * kRingWidth),
              Qt::AlignCenter, hostStateLetter(state));
        }
      }
      begin_16th += length_16th;
    }
  }
};

/// An unfolded zone of many hosts: a cell each.
class BlockItem : public PlaceItem {
 public:
  using PlaceItem::PlaceItem;

  QRectF boundingRect() const override {
    return square().adjusted(-2.0 * kFrame, -captionHeight() - 2.0 * kFrame, 2.0 * kFrame,
                             2.0 * kFrame);
  }

  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option,
             QWidget* /*widget*/) override {
    const Zone& zone = model().zones()[place()->subject];
    const bool has_letters = scaleOf(painter) * kCell >= kSmallText;
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->fillRect(square(), theme().background);
    painter->setFont(sceneFont(kSmallText));
    const std::size_t columns = blockColumns(zone.hosts.size());
    for (std::size_t i = 0; i < zone.hosts.size(); ++i) {
      const QRectF cell(square().left() + static_cast<double>(i % columns) * kCell,
                        square().top() + static_cast<double>(i / columns) * kCell, kCell, kCell);
      if (!option->exposedRect.intersects(cell)) {
        continue;
      }
      const HostState state = model().moment().hosts[zone.hosts[i]];
      if (state != HostState::kIdle) {
        painter->fillRect(cell.adjusted(1.0, 1.0, -1.0, -1.0), hostStateColour(state));
      }
      if (has_letters) {
        painter->setPen(hostStateTextColour(state));
        painter->drawText(cell, Qt::AlignCenter, hostStateLetter(state));
      }
    }
    QPen frame(isSelected() ? theme().text : theme().muted, 1.0,
               isSelected() ? Qt::DashLine : Qt::SolidLine);
    frame.setCosmetic(true);
    painter->setPen(frame);
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(square().adjusted(-kFrame, -kFrame, kFrame, kFrame));
    painter->setFont(sceneFont(static_cast<int>(captionHeight() - kFrame)));
    painter->setPen(theme().text);
    painter->drawText(QRectF(square().left(), square().top() - captionHeight() - kFrame,
                             square().width(), captionHeight()),
                      Qt::AlignCenter, QString::fromStdString(zone.name).simplified());
  }

 private:
  /// Grows with the block, so that it can be read when all of it is seen.
  double captionHeight() const {
    return std::max(kCaptionHeight, kCaptionShare * square().height());
  }

  QRectF square() const {
    Place here = *place();
    here.centre = {};
    return blockRectangle(here, model().zones()[here.subject].hosts.size());
  }
};

}  // namespace

TopologyItem* makePlaceItem(const TopologyModel& model, const Place& place) {
  switch (place.kind) {
    case PlaceKind::kZone:
      return new ZoneItem(model, place);
    case PlaceKind::kBlock:
      return new BlockItem(model, place);
    default:
      return new HostItem(model, place);
  }
}

}  // namespace simgrad::gui
