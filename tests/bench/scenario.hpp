#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kernels/datasets/dataset.hpp"
#include "kernels/error.hpp"

namespace simgrad::bench {

inline std::filesystem::path scenario(const std::string& name) {
  return std::filesystem::path(SIMGRAD_BENCH_SCENARIOS) / name;
}

/// What a scenario on Fashion-MNIST needs where Debian's package is not installed: made samples of
/// the same shape instead.
inline std::vector<std::string> overrides() {
  if (std::filesystem::exists("/usr/share/datasets/fashion-mnist")) {
    return {};
  }
  return {
      "data.set={kind=\"gaussian_blobs\",features=784,samples=60000,test_samples=10000,"
      "separation=0.1,spread=0.5}"};
}

}  // namespace simgrad::bench
