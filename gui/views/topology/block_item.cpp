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
  BlockItem(const TopologyModel& model, const Place& place) : PlaceItem(model, place) {
    setFlag(ItemUsesExtendedStyleOption);  // paint() is told what part is exposed
  }

  QRectF boundingRect() const override {
    return square().adjusted(-2.0 * kFrame, -captionHeight() - 2.0 * kFrame, 2.0 * kFrame,
                             2.0 * kFrame);
  }

  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option,
             QWidget* /*widget*/) override {
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->fillRect(square(), theme().background);
    paintCells(*painter, option->exposedRect);
    paintFrame(*painter);
  }

 private:
  void paintCells(QPainter& painter, const QRectF& exposed) const {
    const std::vector<std::uint32_t>& hosts = model().zones()[place()->subject].hosts;
    const std::size_t columns = blockColumns(hosts.size());
    const QPointF corner = square().topLeft();
    const double scale =
        QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter.worldTransform());
    const bool has_letters = scale * kCell >= kSmallText;
    painter.setFont(sceneFont(kSmallText));
    for (std::size_t i = 0; i < hosts.size(); ++i) {
      const std::size_t row = i / columns;
      const std::size_t column = i % columns;
      const QRectF cell(corner.x() + static_cast<double>(column) * kCell,
                        corner.y() + static_cast<double>(row) * kCell, kCell, kCell);
      const HostState state = model().moment().hosts[hosts[i]];
      if (state == HostState::kIdle || !exposed.intersects(cell)) {
        continue;
      }
      painter.fillRect(cell.adjusted(1.0, 1.0, -1.0, -1.0), hostStateColour(state));
      if (has_letters) {
        painter.setPen(hostStateTextColour(state));
        painter.drawText(cell, Qt::AlignCenter, hostStateLetter(state));
      }
    }
  }

  void paintFrame(QPainter& painter) const {
    QPen frame(isSelected() ? theme().text : theme().muted, 1.0,
               isSelected() ? Qt::DashLine : Qt::SolidLine);
    frame.setCosmetic(true);
    painter.setPen(frame);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(square().adjusted(-kFrame, -kFrame, kFrame, kFrame));
    painter.setFont(sceneFont(static_cast<int>(captionHeight() - kFrame)));
    painter.setPen(theme().text);
    const QString name = QString::fromStdString(model().zones()[place()->subject].name);
    painter.drawText(QRectF(square().left(), square().top() - captionHeight() - kFrame,
                            square().width(), captionHeight()),
                     Qt::AlignCenter, name.simplified());
  }

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
