#include "gui/views/topology/topology_canvas.hpp"

#include <algorithm>
#include <cmath>

#include <QGraphicsSceneHelpEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include "gui/views/topology/place_item.hpp"
#include "gui/views/topology/strand_item.hpp"

namespace simgrad::gui {
namespace {

constexpr double kMargin = 14.0;
constexpr double kGreatestFit = 2.5;  // pixels a unit: small clusters stay small
constexpr double kGreatestZoom = 20.0;
constexpr double kLeastZoom = 0.005;
constexpr double kZoomPerStep = 1.25;
constexpr int kPanStep = 60;          // pixels
constexpr double kWheelStep = 120.0;  // Qt's, of one notch

const Place* placeOf(const QGraphicsItem* item) {
  const auto* topology_item = dynamic_cast<const TopologyItem*>(item);
  return topology_item == nullptr ? nullptr : topology_item->place();
}

}  // namespace

void TopologyScene::build(const TopologyModel& model) {
  places_.clear();  // first: clear() tells that nothing is chosen any more
  clear();
  for (const Strand& strand : model.picture().strands) {
    addItem(makeStrandItem(model, strand));
  }
  for (const Place& place : model.picture().places) {
    places_.push_back(makePlaceItem(model, place));
    addItem(places_.back());
  }
  content_ = itemsBoundingRect().adjusted(-kMargin, -kMargin, kMargin, kMargin);
  const QSizeF room = content_.size();  // to move it away on every side
  setSceneRect(content_.adjusted(-room.width(), -room.height(), room.width(), room.height()));
}

void TopologyScene::helpEvent(QGraphicsSceneHelpEvent* event) {
  const auto under = items(event->scenePos());
  const auto* item = under.isEmpty() ? nullptr : dynamic_cast<TopologyItem*>(under.front());
  QToolTip::showText(event->screenPos(), item == nullptr ? "" : item->describe(event->scenePos()));
}

TopologyCanvas::TopologyCanvas(QWidget* parent)
    : QGraphicsView(parent), scene_(new TopologyScene(this)) {
  setScene(scene_);
  setRenderHint(QPainter::Antialiasing);
  setDragMode(ScrollHandDrag);
  setTransformationAnchor(AnchorUnderMouse);
  setViewportUpdateMode(FullViewportUpdate);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFrameShape(NoFrame);
  connect(scene_, &QGraphicsScene::selectionChanged, this, &TopologyCanvas::chosen);
}

void TopologyCanvas::fit() {
  is_fitted_ = true;
  if (scene_->content().isEmpty()) {
    return;
  }
  fitInView(scene_->content(), Qt::KeepAspectRatio);
  const double scale_now = transform().m11();
  if (scale_now > kGreatestFit) {
    scale(kGreatestFit / scale_now, kGreatestFit / scale_now);
  }
}

void TopologyCanvas::fitIfWanted() {
  if (is_fitted_) {
    fit();
  }
}

void TopologyCanvas::zoom(double factor) {
  const double scale_now = transform().m11();
  const double wanted = std::clamp(scale_now * factor, kLeastZoom, kGreatestZoom);
  scale(wanted / scale_now, wanted / scale_now);
  is_fitted_ = false;
}

void TopologyCanvas::wheelEvent(QWheelEvent* event) {
  zoom(std::pow(kZoomPerStep, event->angleDelta().y() / kWheelStep));
  event->accept();
}

void TopologyCanvas::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_F:
      fit();
      return;
    case Qt::Key_Plus:
      zoom(kZoomPerStep);
      return;
    case Qt::Key_Minus:
      zoom(1.0 / kZoomPerStep);
      return;
    case Qt::Key_Right:
    case Qt::Key_Down:
    case Qt::Key_Left:
    case Qt::Key_Up:
      if ((event->modifiers() & Qt::ShiftModifier) != 0) {
        pan(event->key());
      } else {
        chooseNext(event->key() == Qt::Key_Right || event->key() == Qt::Key_Down ? 1 : -1);
      }
      return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (!scene_->selectedItems().isEmpty()) {
        if (const Place* place = placeOf(scene_->selectedItems().front())) {
          emit activated(Place(*place));
        }
      }
      return;
    default:
      event->ignore();  // what has no meaning here may have one for the view around
  }
}

void TopologyCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
  const Place* place = placeOf(itemAt(event->position().toPoint()));
  if (place != nullptr) {
    emit activated(Place(*place));
  }
}

void TopologyCanvas::mouseMoveEvent(QMouseEvent* event) {
  if ((event->buttons() & Qt::LeftButton) != 0) {
    is_fitted_ = false;
  }
  QGraphicsView::mouseMoveEvent(event);
}

void TopologyCanvas::resizeEvent(QResizeEvent* event) {
  QGraphicsView::resizeEvent(event);
  fitIfWanted();
}

void TopologyCanvas::pan(int arrow_key) {
  is_fitted_ = false;
  const bool is_across = arrow_key == Qt::Key_Left || arrow_key == Qt::Key_Right;
  const int way = arrow_key == Qt::Key_Right || arrow_key == Qt::Key_Down ? 1 : -1;
  QScrollBar* bar = is_across ? horizontalScrollBar() : verticalScrollBar();
  bar->setValue(bar->value() + way * kPanStep);
}

void TopologyCanvas::chooseNext(int step) {
  const auto& places = scene_->places();
  if (places.empty()) {
    return;
  }
  const auto chosen = std::find_if(places.begin(), places.end(), [](const TopologyItem* item) {
    return item->isSelected();
  });
  const auto count = static_cast<int>(places.size());
  const int before =
      chosen == places.end() ? (step > 0 ? -1 : 0) : static_cast<int>(chosen - places.begin());
  const int next = (before + step + count) % count;
  scene_->clearSelection();
  TopologyItem& item = *places[static_cast<std::size_t>(next)];
  item.setSelected(true);
  const QRectF seen = mapToScene(viewport()->rect()).boundingRect();
  if (!seen.contains(item.mapRectToScene(item.shape().boundingRect()))) {
    ensureVisible(&item);
  }
}

}  // namespace simgrad::gui
