#pragma once

#include <QFont>
#include <QGraphicsItem>

#include "gui/views/topology/topology_model.hpp"

namespace simgrad::gui {

/// Something of the picture. It paints the model's moment and keeps nothing of it.
class TopologyItem : public QGraphicsItem {
 public:
  explicit TopologyItem(const TopologyModel& model) : model_(model) {}

  /// Rich text about what lies at a point of the scene.
  virtual QString describe(const QPointF& point) const = 0;
  /// What it shows; null: a cable.
  virtual const Place* place() const { return nullptr; }

 protected:
  const TopologyModel& model() const { return model_; }

 private:
  const TopologyModel& model_;
};

/// A font of the scene, in its units.
QFont sceneFont(int height);

}  // namespace simgrad::gui
