#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "kernels/datasets/dataset.hpp"
#include "kernels/datasets/idx.hpp"
#include "kernels/error.hpp"

namespace simgrad {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDebianFolder = "/usr/share/datasets/fashion-mnist";

fs::path folder_of(const Arguments& arguments) {
  fs::path folder = arguments.has("path") ? arguments.text("path") : kDebianFolder;
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    throw Error(folder.string() +
                ": no such folder: install the Debian package dataset-fashion-mnist, or set "
                "`path` to a folder of IDX files with MNIST's names");
  }
  return folder;
}

fs::path file_in(const fs::path& folder, const std::string& name) {
  for (const auto& candidate : {folder / name, folder / (name + ".gz")}) {
    std::error_code ignored;
    if (fs::exists(candidate, ignored)) {
      return candidate;
    }
  }
  throw Error(folder.string() + ": expected a file " + name + " or " + name + ".gz");
}

/// The number of samples to keep of the `present` ones.
std::size_t kept(const Arguments& arguments, const char* parameter, std::size_t present,
                 const fs::path& file) {
  if (!arguments.has(parameter)) {
    return present;
  }
  const auto wanted = static_cast<std::size_t>(arguments.integer(parameter));
  if (wanted > present) {
    throw Error(file.string() + ": " + parameter + " is " + std::to_string(wanted) +
                ", but the file has " + std::to_string(present) + " samples");
  }
  return wanted;
}

void check_labels(const IdxArray& labels, std::size_t images, std::size_t classes,
                  const fs::path& file) {
  if (labels.values.size() != images) {
    throw Error(file.string() + ": byte 4: expected " + std::to_string(images) +
                " labels, one for each image, found " + std::to_string(labels.values.size()));
  }
  for (std::size_t i = 0; i < labels.values.size(); ++i) {
    if (labels.values[i] >= classes) {
      throw Error(file.string() + ": byte " + std::to_string(idx_header_bytes(1) + i) +
                  ": expected a label below " + std::to_string(classes) + ", found " +
                  std::to_string(labels.values[i]));
    }
  }
}

struct Part {
  std::size_t height = 0;
  std::size_t width = 0;
  Samples samples;
};

Part read_part(const Arguments& arguments, const std::string& prefix, const char* keep) {
  const fs::path folder = folder_of(arguments);
  const fs::path image_file = file_in(folder, prefix + "-images-idx3-ubyte");
  const fs::path label_file = file_in(folder, prefix + "-labels-idx1-ubyte");
  const IdxArray images = read_idx(image_file, 3);
  const IdxArray labels = read_idx(label_file, 1);
  check_labels(labels, images.sizes[0], static_cast<std::size_t>(arguments.integer("classes")),
               label_file);
  Part part{images.sizes[1], images.sizes[2], {}};
  const std::size_t features = part.height * part.width;
  part.samples = make_samples(kept(arguments, keep, images.sizes[0], image_file), features);
  for (std::size_t i = 0; i < part.samples.count(); ++i) {
    part.samples.labels[i] = labels.values[i];
    for (std::size_t j = 0; j < features; ++j) {
      part.samples.row(i)[j] = static_cast<float>(images.values[i * features + j]) / 255.0F;
    }
  }
  return part;
}

/// Images (height · width pixels, row-major) with x = pixel / 255 in [0, 1], no standardisation.
Dataset make(const Arguments& arguments, std::uint64_t /*seed*/) {
  Part train = read_part(arguments, "train", "train_samples");
  Part test = read_part(arguments, "t10k", "test_samples");
  if (train.height != test.height || train.width != test.width) {
    throw Error(folder_of(arguments).string() + ": training images are " +
                std::to_string(train.height) + " x " + std::to_string(train.width) +
                " pixels, test images " + std::to_string(test.height) + " x " +
                std::to_string(test.width) + ": expected the same size");
  }
  Dataset data;
  data.features = train.height * train.width;
  data.image = {1, train.height, train.width};
  data.classes = static_cast<std::size_t>(arguments.integer("classes"));
  data.train = std::move(train.samples);
  data.test = std::move(test.samples);
  return data;
}

}  // namespace

extern const DatasetInfo fashion_mnist_info;
const DatasetInfo fashion_mnist_info{
    {DatasetInfo::kFamily,
     "fashion_mnist",
     "60,000 + 10,000 images of clothes, 28 x 28 grey, 10 classes; or any IDX files named so",
     "Xiao, Rasul, Vollgraf 2017 (arXiv:1708.07747); Debian package dataset-fashion-mnist",
     {
         {"path", Type::kPath,
          "folder with train-images-idx3-ubyte and its three siblings, gzipped or not; without it "
          "Debian's",
          kOptional},
         {"train_samples", Type::kInteger, "keep only the first n training samples", kOptional,
          kAtLeastOne},
         {"test_samples", Type::kInteger, "keep only the first n test samples", kOptional,
          kAtLeastOne},
         {"classes", Type::kInteger, "labels have to be below it", "10", Range{2, 256}},
     }},
    make,
    false};

}  // namespace simgrad
