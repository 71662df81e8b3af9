#include "kernels/cpu/canvas.hpp"

#include <algorithm>

namespace simgrad::cpu {

Canvas::Canvas(const ImageShape& image, std::size_t margin)
    : image_(image),
      margin_(margin),
      canvas_(image.channels * (image.height + 2 * margin) * (image.width + 2 * margin)) {}

std::size_t Canvas::at(std::size_t channel, std::size_t y, std::size_t x) const {
  const std::size_t height = image_.height + 2 * margin_;
  const std::size_t width = image_.width + 2 * margin_;
  return (channel * height + y) * width + x;
}

void Canvas::draw(const float* image) {
  for (std::size_t channel = 0; channel < image_.channels; ++channel) {
    for (std::size_t y = 0; y < image_.height; ++y, image += image_.width) {
      std::copy_n(image, image_.width, canvas_.data() + at(channel, y + margin_, margin_));
    }
  }
}

std::vector<std::uint32_t> Canvas::corners(std::size_t height, std::size_t width,
                                           std::size_t offset) const {
  std::vector<std::uint32_t> places;
  places.reserve(height * width);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      places.push_back(static_cast<std::uint32_t>(at(0, y + offset, x + offset)));
    }
  }
  return places;
}

std::vector<std::uint32_t> Canvas::patch(std::size_t kernel) const {
  std::vector<std::uint32_t> steps;
  steps.reserve(image_.channels * kernel * kernel);
  for (std::size_t channel = 0; channel < image_.channels; ++channel) {
    for (std::size_t i = 0; i < kernel * kernel; ++i) {
      steps.push_back(static_cast<std::uint32_t>(at(channel, i / kernel, i % kernel)));
    }
  }
  return steps;
}

}  // namespace simgrad::cpu
