#include <cmath>

#include <QPainter>
#include <QtMath>

#include "gui/theme/theme.hpp"
#include "gui/views/topology/place_item.hpp"

namespace simgrad::gui {
namespace {

constexpr double kRing = 38.0;  // radius
constexpr double kRingWidth = 12.0;
constexpr std::size_t kManyHosts = 10'000;  // whose number needs small digits
constexpr double kLeastLetterShare = 0.08;  // of a ring
constexpr double kFullCircleSixteenths = 360.0 * 16.0;
constexpr double kTopSixteenths = 90.0 * 16.0;

/// A folded zone: how many hosts, in a ring of their states.
class ZoneItem : public PlaceItem {
 public:
  using PlaceItem::PlaceItem;

  QRectF boundingRect() const override {
    return QRectF(-kCaptionWidth / 2.0, -kRing, kCaptionWidth, 2.0 * kRing + kCaptionHeight)
        .adjusted(-kFrame, -2.0 * kFrame, kFrame, 2.0 * kFrame);
  }

  QPainterPath shape() const override {
    QPainterPath path;
    path.addEllipse(QPointF(), kRing, kRing);
    return path;
  }

  void paint(QPainter* painter, const QStyleOptionGraphicsItem* /*option*/,
             QWidget* /*widget*/) override {
    paintSelection(*painter, kRing);
    const Zone& zone = model().zones()[place()->subject];
    paintRing(painter, zone);
    painter->setPen(theme().text);
    painter->setFont(sceneFont(zone.hosts.size() < kManyHosts ? kCountText : kLetterText));
    const double inner = kRing - kRingWidth;
    painter->drawText(QRectF(-inner, -inner, 2.0 * inner, 2.0 * inner), Qt::AlignCenter,
                      QString::number(zone.hosts.size()));
    if (isLegible(*painter)) {
      paintCaption(*painter, kRing, QString::fromStdString(zone.name).simplified());
    }
  }

 private:
  void paintRing(QPainter* painter, const Zone& zone) const {
    painter->setPen(QPen(theme().muted, 1.0));
    painter->setBrush(theme().background);
    painter->drawEllipse(QPointF(), kRing, kRing);
    const auto counts = countStates(zone.hosts, model().moment());
    double begin_16th = kTopSixteenths;
    for (std::size_t i = 0; i < kHostStates; ++i) {
      const double share = static_cast<double>(counts[i]) / static_cast<double>(zone.hosts.size());
      const auto state = static_cast<HostState>(i);
      if (share > 0.0 && state != HostState::kIdle) {
        paintArc(*painter, begin_16th, share, state);
      }
      begin_16th -= share * kFullCircleSixteenths;
    }
  }

  /// Clockwise.
  static void paintArc(QPainter& painter, double begin_16th, double share, HostState state) {
    const double middle = kRing - kRingWidth / 2.0;
    const double length_16th = -share * kFullCircleSixteenths;
    painter.setPen(QPen(hostStateColour(state), kRingWidth, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(QRectF(-middle, -middle, 2.0 * middle, 2.0 * middle),
                    static_cast<int>(begin_16th), static_cast<int>(std::floor(length_16th)));
    if (share < kLeastLetterShare) {
      return;
    }
    const double angle = qDegreesToRadians((begin_16th + length_16th / 2.0) / 16.0);
    const QPointF at(middle * std::cos(angle), -middle * std::sin(angle));
    painter.setPen(hostStateTextColour(state));
    painter.setFont(sceneFont(kSmallText));
    painter.drawText(
        QRectF(at.x() - kRingWidth, at.y() - kRingWidth, 2.0 * kRingWidth, 2.0 * kRingWidth),
        Qt::AlignCenter, hostStateLetter(state));
  }
};

}  // namespace

TopologyItem* makeZoneItem(const TopologyModel& model, const Place& place) {
  return new ZoneItem(model, place);
}

}  // namespace simgrad::gui
