#include <algorithm>
#include <filesystem>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/kernels/datasets/idx_files.hpp"
#include "tests/kernels/datasets/made.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace simgrad;

namespace {

/// Two training and one test image of 1 x 3 pixels.
void write_small(const test::TemporaryFolder& folder) {
  folder.write("train-images-idx3-ubyte", test::idx({2, 1, 3}, {0, 51, '\xff', 1, 2, 3}));
  folder.write("train-labels-idx1-ubyte", test::idx({2}, {3, 9}));
  test::write_gzip((folder.path() / "t10k-images-idx3-ubyte.gz").string(),
                   test::idx({1, 1, 3}, {4, 5, 6}));
  test::write_gzip((folder.path() / "t10k-labels-idx1-ubyte.gz").string(), test::idx({1}, {0}));
}

Dataset from(const test::TemporaryFolder& folder) {
  return test::made("fashion_mnist", {{"path", test::text(folder.path().string())}});
}

/// The error of reading the folder, without the folder's name.
std::string message(const test::TemporaryFolder& folder) {
  try {
    from(folder);
  } catch (const Error& error) {
    return std::string(error.what()).substr(folder.path().string().size());
  }
  return "no error";
}

}  // namespace

TEST_CASE("fashion_mnist: a folder of IDX files, image size from the header, pixels / 255") {
  const test::TemporaryFolder folder;
  write_small(folder);
  const Dataset data = from(folder);
  CHECK(test::is_sound(data));
  CHECK(data.features == 3);
  CHECK(data.classes == 10);
  CHECK(data.train.labels == std::vector<std::int32_t>{3, 9});
  CHECK(data.test.labels == std::vector<std::int32_t>{0});
  CHECK(data.train.row(0)[1] == 0.2F);
  CHECK(data.train.row(0)[2] == 1.0F);
  CHECK(data.train.row(1)[0] == 1.0F / 255.0F);
  CHECK(data.test.row(0)[2] == 6.0F / 255.0F);
}

TEST_CASE("fashion_mnist: Debian's files have 60,000 and 10,000 images, classes equal in number") {
  if (!std::filesystem::is_directory("/usr/share/datasets/fashion-mnist")) {
    WARN("SKIPPED: the package dataset-fashion-mnist is not installed");
    return;
  }
  const Dataset data = test::made("fashion_mnist");
  CHECK(test::is_sound(data));
  CHECK(data.features == 784);
  CHECK(data.train.count() == 60'000);
  CHECK(data.test.count() == 10'000);
  CHECK(std::count(data.train.labels.begin(), data.train.labels.end(), 7) == 6000);
  CHECK(data.train.labels[0] == 9);  // an ankle boot
  double sum = 0.0;
  for (std::size_t i = 0; i < data.train.count(); ++i) {
    for (std::size_t j = 0; j < 784; ++j) {
      sum += static_cast<double>(data.train.row(i)[j]);
    }
  }
  CHECK(sum / (60'000.0 * 784.0) == Approx(0.2860).margin(5e-5));  // the data set's known mean
}

TEST_CASE("fashion_mnist: train_samples and test_samples keep the first ones") {
  const test::TemporaryFolder folder;
  write_small(folder);
  const auto path = test::text(folder.path().string());
  const Dataset data =
      test::made("fashion_mnist", {{"path", path}, {"train_samples", test::integer(1)}});
  CHECK(data.train.labels == std::vector<std::int32_t>{3});
  CHECK_THROWS_WITH(
      test::made("fashion_mnist", {{"path", path}, {"test_samples", test::integer(2)}}),
      Catch::Contains("t10k-images-idx3-ubyte.gz: test_samples is 2, but the file has 1 samples"));
}

TEST_CASE("fashion_mnist: a missing folder is an error that names the Debian package") {
  CHECK_THROWS_WITH(test::made("fashion_mnist", {{"path", test::text("no/such")}}),
                    Catch::StartsWith("no/such: no such folder: install the Debian package "
                                      "dataset-fashion-mnist, or set `path`"));
}

TEST_CASE("fashion_mnist: what is wrong in a folder is named with file and byte") {
  const test::TemporaryFolder folder;
  CHECK(message(folder) ==
        ": expected a file train-images-idx3-ubyte or train-images-idx3-ubyte.gz");
  write_small(folder);
  folder.write("train-labels-idx1-ubyte", test::idx({3}, {3, 9, 1}));
  CHECK(message(folder) ==
        "/train-labels-idx1-ubyte: byte 4: expected 2 labels, one for each image, found 3");
  folder.write("train-labels-idx1-ubyte", test::idx({2}, {3, 10}));
  CHECK(message(folder) == "/train-labels-idx1-ubyte: byte 9: expected a label below 10, found 10");
  folder.write("train-labels-idx1-ubyte", test::idx({2}, {3, 9}));
  folder.write("train-images-idx3-ubyte", test::idx({2, 3, 1}, "abcdef"));
  CHECK(message(folder) ==
        ": training images are 3 x 1 pixels, test images 1 x 3: expected the same size");
  folder.write("train-images-idx3-ubyte", test::idx({2, 1, 4}, "abcdefgh"));
  CHECK(message(folder) ==
        ": training images are 1 x 4 pixels, test images 1 x 3: expected the same size");
}
