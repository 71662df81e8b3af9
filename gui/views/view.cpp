#include "gui/views/view.hpp"

#include <QEvent>
#include <QTimer>

namespace simgrad::gui {

void View::bringUpToDate() {
  if (is_stale_) {
    is_stale_ = false;
    refresh();
    if (isReady()) {
      emit ready();
    }
  }
}

void View::refreshLater() {
  is_stale_ = true;
  if (!isVisible() || is_queued_) {
    return;
  }
  is_queued_ = true;
  QTimer::singleShot(0, this, [this] {
    is_queued_ = false;
    if (isVisible()) {
      bringUpToDate();
    }
  });
}

void View::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  bringUpToDate();
}

void View::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) {
    refreshLater();
  }
}

}  // namespace simgrad::gui
