#include <array>

#include "kernels/datasets/dataset.hpp"

namespace simgrad {

extern const DatasetInfo csv_info;
extern const DatasetInfo fashion_mnist_info;
extern const DatasetInfo gaussian_blobs_info;
extern const DatasetInfo synthetic_info;

std::span<const DatasetInfo* const> datasets() {
  static constexpr std::array kDatasets{
      &csv_info,
      &fashion_mnist_info,
      &gaussian_blobs_info,
      &synthetic_info,
  };
  return kDatasets;
}

}  // namespace simgrad
