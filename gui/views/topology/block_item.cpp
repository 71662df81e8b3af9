#include <algorithm>

#include <QPainter>
#include <QStyleOptionGraphicsItem>

#include "gui/theme/theme.hpp"
#include "gui/views/topology/place_item.hpp"

namespace simgrad::gui {
namespace {

constexpr double kCaptionShare = 0.025;  // of the height

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
    const bool has_letters =
        QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform()) * kCell >=
        kSmallText;
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

TopologyItem* makeBlockItem(const TopologyModel& model, const Place& place) {
  return new BlockItem(model, place);
}

}  // namespace simgrad::gui
