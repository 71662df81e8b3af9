#include "gui/views/timeline/timeline_scene.hpp"

#include <algorithm>

namespace simgrad::gui {

QRect TimelineScene::plot() const {
  return {label_width, header_height, std::max(1, size.width() - label_width),
          std::max(1, size.height() - header_height)};
}

TimeAxis TimelineScene::axis() const {
  return {range, static_cast<double>(plot().width())};
}

int TimelineScene::rowTop(std::size_t row) const {
  return header_height - scrolled + static_cast<int>(row) * row_height;
}

std::size_t TimelineScene::firstRow() const {
  return std::min(nodes.size(), static_cast<std::size_t>(scrolled / row_height));
}

std::size_t TimelineScene::endRow() const {
  const int end = (scrolled + plot().height() + row_height - 1) / row_height;
  return std::min(nodes.size(), static_cast<std::size_t>(end));
}

std::optional<std::size_t> TimelineScene::rowAt(int y) const {
  if (y < header_height) {
    return std::nullopt;
  }
  const auto row = static_cast<std::size_t>((y - header_height + scrolled) / row_height);
  return row < nodes.size() ? std::optional(row) : std::nullopt;
}

int TimelineScene::rowsHeight() const {
  return static_cast<int>(nodes.size()) * row_height;
}

TimeRange TimelineScene::around(double simulated_s, double pixels) const {
  const double reach_s = pixels / plot().width() * (range.end_s - range.begin_s);
  return {simulated_s - reach_s, simulated_s + reach_s};
}

}  // namespace simgrad::gui
