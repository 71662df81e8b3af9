#include <array>

#include "kernels/optimizers/optimizer.hpp"

namespace simgrad {

extern const OptimizerInfo adam_w_info;
extern const OptimizerInfo sgd_info;

std::span<const OptimizerInfo* const> optimizers() {
  static constexpr std::array kOptimizers{
      &adam_w_info,
      &sgd_info,
  };
  return kOptimizers;
}

}  // namespace simgrad
