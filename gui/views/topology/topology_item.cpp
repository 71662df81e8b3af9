#include "gui/views/topology/topology_item.hpp"

namespace simgrad::gui {

QFont sceneFont(int height) {
  QFont font;
  font.setPixelSize(height);
  return font;
}

}  // namespace simgrad::gui
