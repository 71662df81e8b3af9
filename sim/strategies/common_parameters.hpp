#pragma once

#include <string_view>

#include "kernels/optimizers/optimizer.hpp"

/// Parameters that several strategies take, and how to read them.
namespace simgrad {

inline Parameter rounds_parameter(std::string_view summary) {
  return {.name = "rounds", .type = Type::kInteger, .summary = summary, .range = {1, 1e9}};
}

inline Parameter batch_size_parameter() {
  return {.name = "batch_size",
          .type = Type::kInteger,
          .summary = "samples of each worker's mini-batch",
          .default_text = "32",
          .range = {1, 1e9}};
}

inline Parameter optimizer_parameter(std::string_view summary,
                                     std::string_view default_text = "\"sgd\"") {
  return {.name = "optimizer",
          .type = Type::kComponent,
          .summary = summary,
          .default_text = default_text,
          .family = OptimizerInfo::kFamily};
}

inline UpdateRule optimizer_of(const Arguments& arguments, std::string_view name = "optimizer") {
  const Chosen& chosen = arguments.chosen(name);
  return chosen.as<OptimizerInfo>().make(*chosen.arguments);
}

}  // namespace simgrad
