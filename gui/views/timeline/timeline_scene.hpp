#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <QRect>
#include <QSize>

#include "gui/views/timeline/time_axis.hpp"
#include "gui/views/timeline/timeline_data.hpp"

namespace simgrad::gui {

/// What the timeline shows at one moment, and where: labels at the left, the axis above, rows of
/// which some are scrolled out of sight.
struct TimelineScene {
  std::shared_ptr<const TimelineData> data = std::make_shared<const TimelineData>();
  std::vector<std::uint32_t> nodes = {};  ///< those that have a row, by index
  TimeRange range = {0.0, 1.0};
  double cursor_s = 0.0;
  std::size_t current_row = 0;

  QSize size = {};
  int label_width = 0;
  int header_height = 0;
  int row_height = 18;
  int scrolled = 0;  ///< pixels of rows above the visible part

  /// Where rows are seen.
  [[nodiscard]] QRect plot() const;
  [[nodiscard]] TimeAxis axis() const;
  [[nodiscard]] int rowTop(std::size_t row) const;
  /// Rows [first, end) are seen, at least in part.
  [[nodiscard]] std::size_t firstRow() const;
  [[nodiscard]] std::size_t endRow() const;
  [[nodiscard]] std::optional<std::size_t> rowAt(int y) const;
  /// Pixels of all rows together.
  [[nodiscard]] int rowsHeight() const;
  /// The time that this many pixels to either side of a moment are.
  [[nodiscard]] TimeRange around(double simulated_s, double pixels) const;
};

}  // namespace simgrad::gui
