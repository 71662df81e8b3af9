#include "kernels/cpu/canvas.hpp"

#include "kernels/cpu/registers.hpp"

namespace simgrad::cpu {

Canvas::Canvas(const ImageShape& image, std::size_t margin, Order order)
    : image_(image), margin_(margin) {
  const std::size_t height = image.height + 2 * margin;
  const std::size_t width = image.width + 2 * margin;
  const bool last = order == Order::kChannelsLast;
  channel_stride_ = last ? 1 : height * width;
  column_stride_ = last ? image.channels : 1;
  row_stride_ = width * column_stride_;
  canvas_.resize(height * width * image.channels + kLanes);
}

void Canvas::draw(const float* image) {
  for (std::size_t channel = 0; channel < image_.channels; ++channel) {
    for (std::size_t y = 0; y < image_.height; ++y, image += image_.width) {
      float* row = canvas_.data() + at(y + margin_, margin_, channel);
      for (std::size_t x = 0; x < image_.width; ++x) {
        row[x * column_stride_] = image[x];
      }
    }
  }
}

std::vector<std::uint32_t> Canvas::corners(std::size_t height, std::size_t width) const {
  std::vector<std::uint32_t> places;
  places.reserve(height * width);
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      places.push_back(static_cast<std::uint32_t>(at(y, x, 0)));
    }
  }
  return places;
}

std::vector<std::uint32_t> Canvas::patch(std::size_t kernel) const {
  std::vector<std::uint32_t> steps;
  steps.reserve(image_.channels * kernel * kernel);
  for (std::size_t channel = 0; channel < image_.channels; ++channel) {
    for (std::size_t i = 0; i < kernel * kernel; ++i) {
      steps.push_back(static_cast<std::uint32_t>(at(i / kernel, i % kernel, channel)));
    }
  }
  return steps;
}

}  // namespace simgrad::cpu
