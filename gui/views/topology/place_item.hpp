#pragma once

#include "gui/views/topology/topology_item.hpp"

namespace simgrad::gui {

/// Sizes of what places are drawn with, in units of the scene.
inline constexpr int kSmallText = 10;
inline constexpr int kLetterText = 13;
inline constexpr int kCountText = 16;
inline constexpr double kCaptionHeight = 14.0;
inline constexpr double kCaptionWidth = 110.0;
inline constexpr double kFrame = 3.0;  ///< around what is chosen

/// What all places have in common.
class PlaceItem : public TopologyItem {
 public:
  PlaceItem(const TopologyModel& model, const Place& place);

  const Place* place() const override { return &place_; }
  QString describe(const QPointF& point) const override;

 protected:
  /// Whether small text can be read.
  static bool isLegible(const QPainter& painter);
  /// Of text below a place.
  static QRectF captionBox(double top);
  /// On a ground of its own, since cables may pass behind it.
  static void paintCaption(QPainter& painter, double top, const QString& text);
  /// A ring around the place, if it is chosen.
  void paintSelection(QPainter& painter, double radius) const;

 private:
  Place place_;
};

/// What draws a place; owned by whoever takes it.
TopologyItem* makePlaceItem(const TopologyModel& model, const Place& place);

TopologyItem* makeHostItem(const TopologyModel& model, const Place& place);
TopologyItem* makeZoneItem(const TopologyModel& model, const Place& place);
TopologyItem* makeBlockItem(const TopologyModel& model, const Place& place);

}  // namespace simgrad::gui
