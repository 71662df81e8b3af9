#pragma once

#include <cstddef>
#include <vector>

#include <QGraphicsScene>
#include <QGraphicsView>

#include "gui/views/topology/topology_model.hpp"

namespace simgrad::gui {

class TopologyItem;

/// The items of a picture, and what is said about them.
class TopologyScene : public QGraphicsScene {
  Q_OBJECT

 public:
  using QGraphicsScene::QGraphicsScene;
  ~TopologyScene() override { blockSignals(true); }  // who listens may be half gone

  /// Takes the picture of a model, which must live longer.
  void build(const TopologyModel& model);
  /// The items of places, in the picture's order.
  const std::vector<TopologyItem*>& places() const { return places_; }
  /// Where there is anything.
  QRectF content() const { return content_; }

 protected:
  void helpEvent(QGraphicsSceneHelpEvent* event) override;

 private:
  std::vector<TopologyItem*> places_;  // owned by the scene
  QRectF content_;
};

/// Shows the scene: the wheel zooms, dragging moves; arrows choose a place, Enter or a double click
/// unfolds or folds its zone, F fits all, + and - zoom, Shift and an arrow move.
class TopologyCanvas : public QGraphicsView {
  Q_OBJECT

 public:
  explicit TopologyCanvas(QWidget* parent = nullptr);

  TopologyScene& items() const { return *scene_; }
  /// Fits all, and goes on to do so when the size changes, until the user zooms or moves.
  void fit();
  void fitIfWanted();
  void zoom(double factor);

 signals:
  /// The user wants to unfold or fold what is at this place.
  void activated(const simgrad::gui::Place& place);
  /// Another place is chosen, or none.
  void chosen();

 protected:
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void pan(int arrow_key);
  void chooseNext(int step);

  TopologyScene* scene_;
  bool is_fitted_ = true;
};

}  // namespace simgrad::gui
