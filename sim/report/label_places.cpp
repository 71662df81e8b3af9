#include "sim/report/label_places.hpp"

#include <algorithm>
#include <array>

namespace simgrad {
namespace {

constexpr std::size_t kMostBoxes = 4000;
constexpr double kGap = 3.0;

}  // namespace

void LabelPlaces::occupy(const ChartPoint& point, double radius) {
  taken_.push_back({point.x - radius, point.y - radius, point.x + radius, point.y + radius});
}

bool LabelPlaces::is_free(const Box& box) const {
  const bool is_inside = box.left >= plot_.left && box.right <= plot_.right() &&
                         box.top >= plot_.top && box.bottom <= plot_.bottom();
  return is_inside && std::none_of(taken_.begin(), taken_.end(), [&box](const Box& other) {
           return box.left < other.right && other.left < box.right && box.top < other.bottom &&
                  other.top < box.bottom;
         });
}

std::optional<ChartPoint> LabelPlaces::find(const ChartPoint& point, const std::string& label,
                                            double radius) {
  if (taken_.size() > kMostBoxes) {
    return std::nullopt;
  }
  const double width = text_width(label);
  const double up = kAscent * kFontSize;
  const double down = kDescent * kFontSize;
  const double away = radius + kGap;
  const std::array<ChartPoint, 4> places{
      ChartPoint{point.x + away, point.y + 0.35 * kFontSize},
      ChartPoint{point.x - away - width, point.y + 0.35 * kFontSize},
      ChartPoint{point.x - 0.5 * width, point.y - away - down},
      ChartPoint{point.x - 0.5 * width, point.y + away + up}};
  for (const ChartPoint& place : places) {
    const Box box{place.x, place.y - up, place.x + width, place.y + down};
    if (is_free(box)) {
      taken_.push_back(box);
      return place;
    }
  }
  return std::nullopt;
}

}  // namespace simgrad
