#pragma once

#include <string_view>

#include "kernels/component.hpp"
#include "kernels/models/model.hpp"
#include "kernels/numerics.hpp"

/// What a model costs in simulated time and traffic where a scenario declares more than the real
/// one has: "behave like 70e9 parameters of 2 bytes". What is learned stays the real model's.
namespace simgrad {

/// "fp32", "bf16" or "int8". Throws: BrokenInvariant for another text.
inline WireFormat wire_format(std::string_view name) {
  SIMGRAD_REQUIRE(name == "fp32" || name == "bf16" || name == "int8", "a wire format's name");
  return name == "fp32"   ? WireFormat::kFloat32
         : name == "bf16" ? WireFormat::kBfloat16
                          : WireFormat::kInt8;
}

/// Bytes of one number that travels: 4, 2, 1.
inline double element_bytes(WireFormat format) {
  return format == WireFormat::kFloat32 ? 4.0 : format == WireFormat::kBfloat16 ? 2.0 : 1.0;
}

/// The defaults are the real model's own cost.
struct ModelCost {
  WireFormat wire = WireFormat::kFloat32;  // what all that travels is rounded to
  double parameter_factor = 1.0;           // declared parameters / real ones
  double bytes_per_parameter = 4.0;        // of a declared parameter, on the wire
  double flop_factor = 1.0;                // declared flop of a sample's gradient / counted ones
  double boundary_bytes = 0.0;  // of a sample's activations wherever layers meet; 0: the real ones'

  bool operator==(const ModelCost&) const = default;

  /// Bytes of a message with so many of the real model's parameters; int8 sends its scale too.
  [[nodiscard]] double wire_bytes(double parameters) const {
    const double scale_bytes = wire == WireFormat::kInt8 ? 4.0 : 0.0;
    return parameters * parameter_factor * bytes_per_parameter + scale_bytes;
  }
  /// Bytes of a sample's activations, or of their gradients, between two layers where the real ones
  /// are so many floats. Declared ones are the same between all layers, as a transformer's are.
  [[nodiscard]] double activation_bytes(double floats) const {
    return boundary_bytes > 0.0 ? boundary_bytes : floats * element_bytes(wire);
  }
};

/// The table `cost`, the last parameter of every model; all its members are optional.
Parameter cost_parameter();

/// What a model costs whose arguments hold that table, or do not.
ModelCost cost_of(const Arguments& arguments, const Model& model);

}  // namespace simgrad
