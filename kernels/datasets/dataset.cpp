#include "kernels/datasets/dataset.hpp"

#include <new>
#include <string>

#include "kernels/error.hpp"

namespace simgrad {
namespace {

[[noreturn]] void too_large(std::size_t count, std::size_t features, const std::string& why) {
  throw Error("a data set of " + std::to_string(count) + " samples with " +
              std::to_string(features) + " features " + why +
              ": ask for fewer samples or fewer features");
}

}  // namespace

Samples make_samples(std::size_t count, std::size_t features) {
  const std::size_t limit = kMaximumFeatureBytes / sizeof(float);
  if (features > limit || (features > 0 && count > limit / padded(features))) {
    too_large(count, features,
              "is over the limit of " + std::to_string(kMaximumFeatureBytes >> 30U) + " GiB");
  }
  Samples samples;
  samples.stride = padded(features);
  try {
    samples.features.resize(count * samples.stride);
    samples.labels.resize(count);
  } catch (const std::bad_alloc&) {
    too_large(count, features, "does not fit this machine's memory");
  }
  return samples;
}

ImageShape image_of(const Arguments& arguments, std::size_t features, const std::string& where) {
  if (!arguments.has("image")) {
    return {};
  }
  const auto& sizes = arguments.get<std::vector<std::int64_t>>("image");
  std::string text;
  for (const std::int64_t size : sizes) {
    text += (text.empty() ? "" : ", ") + std::to_string(size);
  }
  if (sizes.size() != 3) {
    throw Error(where + "image is [" + text + "], expected [channels, height, width]");
  }
  const auto size = [&](std::size_t i) {
    return static_cast<std::size_t>(sizes[i]);
  };
  const ImageShape image{size(0), size(1), size(2)};
  if (image.count() != features) {
    throw Error(where + "image is [" + text + "], " + std::to_string(image.count()) +
                " numbers, but a sample has " + std::to_string(features) + " features");
  }
  return image;
}

}  // namespace simgrad
