#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernels/buffer.hpp"
#include "kernels/component.hpp"
#include "kernels/image_shape.hpp"
#include "kernels/rng.hpp"

/// Data sets: samples with D features and a class label.
///
/// To add one:
///   1. copy gaussian_blobs.cpp, the smallest, to `name.cpp` and write its `make`;
///   2. declare its parameters in `const DatasetInfo name_info`;
///   3. add its sorted line to registry.cpp;
///   4. add tests/kernels/datasets/name_test.cpp;
///   5. run `make test`: README's table of components is checked against the registry.
namespace simgrad {

/// N samples. Row i of the features starts at i · stride, aligned to 64 bytes, zero-padded.
struct Samples {
  FloatBuffer features;              // (N, stride), row-major
  std::vector<std::int32_t> labels;  // (N), each in [0, classes)
  std::size_t stride = 0;            // padded(D)

  [[nodiscard]] std::size_t count() const { return labels.size(); }
  [[nodiscard]] const float* row(std::size_t i) const { return features.data() + i * stride; }
  [[nodiscard]] float* row(std::size_t i) { return features.data() + i * stride; }
};

/// What the features of one part (train or test) may take. Past it is a mistake in a scenario far
/// more often than a plan, and would end as an out-of-memory kill without a message.
inline constexpr std::size_t kMaximumFeatureBytes = std::size_t{4} << 30U;
inline constexpr std::size_t kMaximumClasses = 10'000;

/// N zeroed rows of D features, labels 0.
///
/// @param count     N
/// @param features  D
/// Cost: N · padded(D) · 4 bytes.
/// Throws: Error if that is more than kMaximumFeatureBytes or than the machine gives.
Samples make_samples(std::size_t count, std::size_t features);

struct Dataset {
  std::size_t features = 0;  // D
  ImageShape image;          // what a sample is a picture of; {} if it is none
  std::size_t classes = 0;   // C
  Samples train;
  Samples test;
  std::vector<std::uint32_t>
      groups;  // (N train) the device a sample belongs to by nature; or empty

  /// The image, or D channels of one pixel.
  [[nodiscard]] ImageShape shape() const {
    return image.channels == 0 ? ImageShape{features, 1, 1} : image;
  }
};

/// The optional parameter of data sets whose samples may be taken as pictures.
inline constexpr std::string_view kImageSummary =
    "what a sample is a picture of: [channels, height, width], features in that order";
inline constexpr Range kImageRange{1, 65536};

/// What `image` of the arguments says of samples with D features; {} without it.
///
/// @param where  what an error's text begins with: "file: ", or nothing
/// Throws: Error if it is not three numbers, or their product is not D.
ImageShape image_of(const Arguments& arguments, std::size_t features, const std::string& where);

struct DatasetInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "dataset";
  /// At least one training and one test sample, at least two classes; every feature is finite.
  /// Throws: Error naming the file and the byte or line where the data are wrong.
  Dataset (*make)(const Arguments& arguments, std::uint64_t seed);
  bool depends_on_seed = true;
};

std::span<const DatasetInfo* const> datasets();

}  // namespace simgrad
