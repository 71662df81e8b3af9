#include "sim/experiment/declared_cost.hpp"

#include <vector>

#include <fmt/format.h>

#include "sim/experiment/text.hpp"

namespace simgrad {

std::string declared_cost_text(const ModelCost& cost, const Model& model) {
  const ModelCost real;
  const auto parameters = static_cast<double>(model.parameter_count());
  std::vector<std::string> parts;
  if (cost.parameter_factor != 1.0 || cost.bytes_per_parameter != real.bytes_per_parameter) {
    parts.push_back(fmt::format("{:.6g} parameters of {} bytes in place of {} of {}, {} a copy",
                                parameters * cost.parameter_factor, cost.bytes_per_parameter,
                                parameters, real.bytes_per_parameter,
                                bytes_text(cost.wire_bytes(parameters))));
  }
  if (cost.flop_factor != 1.0) {
    parts.push_back(fmt::format("{} a sample and step in place of {}",
                                quantity_text(cost.flop_factor * model.gradient_flop(), "flop"),
                                quantity_text(model.gradient_flop(), "flop")));
  }
  if (cost.boundary_bytes > 0.0) {
    parts.push_back(
        fmt::format("{} of activations a sample between layers", bytes_text(cost.boundary_bytes)));
  }
  if (cost.wire != real.wire) {
    parts.push_back(fmt::format("what travels is rounded to {}",
                                cost.wire == WireFormat::kBfloat16 ? "bf16" : "int8"));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace simgrad
