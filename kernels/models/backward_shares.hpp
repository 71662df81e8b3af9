#pragma once

#include <vector>

#include "kernels/models/ranges.hpp"

namespace simgrad {

/// When a gradient's parts are there: of the flop of a forward and a backward pass, the share that
/// is spent from the moment at which the range before is there until each range is. Sums to 1.
///
/// The backward pass goes from the last layer to the first, and a layer's gradients are there when
/// it has left the layer. Products are counted as in Model::gradient_flop().
/// @param ranges  the last layer's first, as buckets() gives them; at least one
std::vector<double> backward_shares(const Model& model, const std::vector<ParameterRange>& ranges);

/// The share of the same flop that the forward pass through each range's layers takes. Sums to
/// forward_flop() / gradient_flop().
std::vector<double> forward_shares(const Model& model, const std::vector<ParameterRange>& ranges);

}  // namespace simgrad
