#include "kernels/datasets/dataset.hpp"

namespace simgrad {
namespace {

// D features, C classes.
enum : std::uint64_t { kCentres, kTrain, kTest };  // the streams' names

std::vector<double> draw_centres(std::size_t classes, std::size_t features, double separation,
                                 std::uint64_t seed) {
  std::vector<double> centres;  // (C, D)
  centres.reserve(classes * features);
  for (std::size_t c = 0; c < classes; ++c) {
    Stream stream(seed, Purpose::kDataset, kCentres, c);
    for (std::size_t j = 0; j < features; ++j) {
      centres.push_back(separation * stream.normal());
    }
  }
  return centres;
}

Samples draw_samples(std::size_t count, std::size_t features, const std::vector<double>& centres,
                     double spread, Stream stream) {
  Samples samples = make_samples(count, features);
  const std::size_t classes = centres.size() / features;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t label = i % classes;
    samples.labels[i] = static_cast<std::int32_t>(label);
    for (std::size_t j = 0; j < features; ++j) {
      samples.row(i)[j] =
          static_cast<float>(centres[label * features + j] + spread * stream.normal());
    }
  }
  return samples;
}

/// Isotropic normal clusters: c_y ~ N(0, separation² I),  x ~ N(c_y, spread² I).
///
/// Labels go round: 0, 1, …, C − 1, 0, …, so that classes are equal in number. The centres depend
/// on the seed and the class alone, and more samples begin with the same ones.
/// Throws: Error if the samples are too many (make_samples).
Dataset make(const Arguments& arguments, std::uint64_t seed) {
  Dataset data;
  data.features = static_cast<std::size_t>(arguments.integer("features"));
  data.image = image_of(arguments, data.features, "");
  data.classes = static_cast<std::size_t>(arguments.integer("classes"));
  const auto centres =
      draw_centres(data.classes, data.features, arguments.real("separation"), seed);
  const auto draw = [&](const char* count, std::uint64_t part) {
    return draw_samples(static_cast<std::size_t>(arguments.integer(count)), data.features, centres,
                        arguments.real("spread"), Stream(seed, Purpose::kDataset, part));
  };
  data.train = draw("samples", kTrain);
  data.test = draw("test_samples", kTest);
  return data;
}

}  // namespace

extern const DatasetInfo gaussian_blobs_info;
const DatasetInfo gaussian_blobs_info{
    {DatasetInfo::kFamily,
     "gaussian_blobs",
     "One normal cluster a class: small, quick, as hard as `separation` / `spread` says",
     "-",
     {
         {"classes", Type::kInteger, "clusters", "10", Range{2, 1000}},
         {"features", Type::kInteger, "dimensions", "20", Range{1, 10'000}},
         {"samples", Type::kInteger, "training samples, of all classes together", "10000",
          Range{1, 1e8}},
         {"test_samples", Type::kInteger, "test samples, of all classes together", "2000",
          Range{1, 1e8}},
         {"separation", Type::kReal, "standard deviation of the centres, each coordinate", "1.0",
          Range{0.0, 1e6}},
         {"spread", Type::kReal, "standard deviation of a cluster, each coordinate", "1.0",
          Range{0.0, 1e6}},
         {"image", Type::kIntegers, kImageSummary, kOptional, kImageRange},
     }},
    make};

}  // namespace simgrad
