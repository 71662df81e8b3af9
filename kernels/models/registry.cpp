#include <array>

#include "kernels/models/model.hpp"

namespace simgrad {

extern const ModelInfo cnn_info;
extern const ModelInfo lenet_info;
extern const ModelInfo mlp_info;
extern const ModelInfo softmax_regression_info;

std::span<const ModelInfo* const> models() {
  static constexpr std::array kModels{
      &cnn_info,
      &lenet_info,
      &mlp_info,
      &softmax_regression_info,
  };
  return kModels;
}

}  // namespace simgrad
