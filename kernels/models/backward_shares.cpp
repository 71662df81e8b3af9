#include "kernels/models/backward_shares.hpp"

namespace simgrad {
namespace {

/// Multiply-adds of a layer's products, forward, counted as two; and where its parameters begin.
struct LayerCost {
  double forward_flop = 0.0;
  std::size_t offset = 0;
};

LayerCost cost(const DenseLayer& layer) {
  return {2.0 * static_cast<double>(layer.inputs * layer.outputs), layer.weight_offset};
}
LayerCost cost(const ConvolutionLayer& layer) {
  return {2.0 * static_cast<double>(layer.patch() * layer.output.count()), layer.weight_offset};
}
LayerCost cost(const MaxPoolLayer& /*layer*/) {
  return {};
}

}  // namespace

std::vector<double> backward_shares(const Model& model, const std::vector<ParameterRange>& ranges) {
  std::vector<double> shares(ranges.size(), 0.0);
  const double whole = model.gradient_flop();
  shares.front() = model.forward_flop() / whole;
  for (std::size_t l = 0; l < model.layers().size(); ++l) {
    const LayerCost layer = std::visit(
        [](const auto& kind) {
          return cost(kind);
        },
        model.layers()[l]);
    const double backward_flop = (l == 0 ? 1.0 : 2.0) * layer.forward_flop;
    std::size_t range = 0;
    while (range + 1 < ranges.size() && layer.offset < ranges[range].offset) {
      ++range;
    }
    shares[range] += backward_flop / whole;
  }
  return shares;
}

}  // namespace simgrad
