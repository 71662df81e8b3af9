#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "kernels/datasets/dataset.hpp"
#include "kernels/error.hpp"

namespace simgrad::bench {

/// Where this program is.
inline std::filesystem::path own_folder() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

/// A file of tests/bench, or of the folder bench_files beside this program where it was moved with
/// one.
inline std::filesystem::path bench_file(const std::string& name) {
  const auto beside = own_folder() / "bench_files" / name;
  return std::filesystem::exists(beside) ? beside : std::filesystem::path(SIMGRAD_BENCH) / name;
}

inline std::filesystem::path scenario(const std::string& name) {
  return bench_file("scenarios/" + name);
}

/// Fashion-MNIST's files: the folder that SIMGRAD_FASHION_MNIST names, or Debian's.
inline std::filesystem::path fashion_mnist_folder() {
  const char* given = std::getenv("SIMGRAD_FASHION_MNIST");
  return given != nullptr ? given : "/usr/share/datasets/fashion-mnist";
}

/// What a scenario on Fashion-MNIST needs where its files are elsewhere; where they are nowhere,
/// made samples of the same shape.
inline std::vector<std::string> overrides() {
  if (std::filesystem::exists(fashion_mnist_folder())) {
    return {"data.set={kind=\"fashion_mnist\",path=\"" + fashion_mnist_folder().string() + "\"}"};
  }
  return {
      "data.set={kind=\"gaussian_blobs\",features=784,samples=60000,test_samples=10000,"
      "separation=0.1,spread=0.5}"};
}

}  // namespace simgrad::bench
