#pragma once

#include <cstddef>
#include <span>

#include "kernels/component.hpp"
#include "kernels/numerics.hpp"

/// Optimizers: a rule that updates one parameter from its gradient and its own state.
///
/// To add one:
///   1. write its rule in kernels/numerics.hpp (one text for CPU and GPU) and add it to UpdateRule;
///   2. copy sgd.cpp to `name.cpp`, declare its parameters in `const OptimizerInfo name_info`;
///   3. add its sorted line to registry.cpp;
///   4. add tests/kernels/optimizers/name_test.cpp;
///   5. run `make test`.
namespace simgrad {

struct OptimizerInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "optimizer";
  UpdateRule (*make)(const Arguments& arguments);
};

std::span<const OptimizerInfo* const> optimizers();

}  // namespace simgrad
