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

LayerCost cost_of(const Layer& layer) {
  return std::visit(
      [](const auto& kind) {
        return cost(kind);
      },
      layer);
}

/// The range in which a layer's parameters begin.
std::size_t range_of(const LayerCost& layer, const std::vector<ParameterRange>& ranges) {
  std::size_t range = 0;
  while (range + 1 < ranges.size() && layer.offset < ranges[range].offset) {
    ++range;
  }
  return range;
}

}  // namespace

std::vector<double> backward_shares(const Model& model, const std::vector<ParameterRange>& ranges) {
  std::vector<double> shares(ranges.size(), 0.0);
  const double whole = model.gradient_flop();
  shares.front() = model.forward_flop() / whole;
  for (std::size_t l = 0; l < model.layers().size(); ++l) {
    const LayerCost layer = cost_of(model.layers()[l]);
    const double backward_flop = (l == 0 ? 1.0 : 2.0) * layer.forward_flop;
    shares[range_of(layer, ranges)] += backward_flop / whole;
  }
  return shares;
}

std::vector<double> forward_shares(const Model& model, const std::vector<ParameterRange>& ranges) {
  std::vector<double> shares(ranges.size(), 0.0);
  for (const Layer& kind : model.layers()) {
    const LayerCost layer = cost_of(kind);
    shares[range_of(layer, ranges)] += layer.forward_flop / model.gradient_flop();
  }
  return shares;
}

}  // namespace simgrad
