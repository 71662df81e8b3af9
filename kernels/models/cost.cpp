#include "kernels/models/cost.hpp"

namespace simgrad {
namespace {

// Sums of bytes and flop over a long run stay below 2^63.
constexpr Range kParameters{1.0, 1e13};
constexpr Range kFlop{0.0, 1e21, true, false};
constexpr Range kBoundaryBytes{0.0, 1e13, true, false};

}  // namespace

Parameter cost_parameter() {
  return {.name = "cost",
          .type = Type::kTable,
          .summary = "what the model costs in simulated time and traffic, other than it does",
          .default_text = kOptional,
          .members = {{.name = "parameters",
                       .type = Type::kReal,
                       .summary = "as many as that, such as 70e9, in place of the real ones",
                       .default_text = kOptional,
                       .range = kParameters},
                      {.name = "bytes_per_parameter",
                       .type = Type::kInteger,
                       .summary = "1, 2 or 4: what each weighs; none: what wire says",
                       .default_text = kOptional,
                       .range = {1, 4}},
                      {.name = "flop_per_sample",
                       .type = Type::kReal,
                       .summary = "flop of a sample's gradient, forward and backward",
                       .default_text = kOptional,
                       .range = kFlop},
                      {.name = "activation_bytes",
                       .type = Type::kBytes,
                       .summary = "of a sample, wherever layers meet",
                       .default_text = kOptional,
                       .range = kBoundaryBytes},
                      {.name = "wire",
                       .type = Type::kText,
                       .summary = "what all numbers that travel are rounded to; none: what "
                                  "bytes_per_parameter says",
                       .default_text = kOptional,
                       .choices = {"fp32", "bf16", "int8"}}}};
}

ModelCost cost_of(const Arguments& arguments, const Model& model) {
  ModelCost cost;
  if (!arguments.has("cost")) {
    return cost;
  }
  const Arguments& declared = arguments.table("cost");
  if (declared.has("bytes_per_parameter")) {
    cost.bytes_per_parameter = static_cast<double>(declared.integer("bytes_per_parameter"));
    cost.wire = cost.bytes_per_parameter == 4.0   ? WireFormat::kFloat32
                : cost.bytes_per_parameter == 2.0 ? WireFormat::kBfloat16
                                                  : WireFormat::kInt8;
  }
  if (declared.has("wire")) {
    cost.wire = wire_format(declared.text("wire"));
    if (!declared.has("bytes_per_parameter")) {
      cost.bytes_per_parameter = element_bytes(cost.wire);
    }
  }
  if (declared.has("parameters")) {
    cost.parameter_factor =
        declared.real("parameters") / static_cast<double>(model.parameter_count());
  }
  if (declared.has("flop_per_sample")) {
    cost.flop_factor = declared.real("flop_per_sample") / model.gradient_flop();
  }
  if (declared.has("activation_bytes")) {
    cost.boundary_bytes = declared.real("activation_bytes");
  }
  return cost;
}

}  // namespace simgrad
