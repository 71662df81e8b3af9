#pragma once

#include <vector>

#include "kernels/models/stage.hpp"

/// How a model's layers are split over the stages of a pipeline.
///
/// Counted are layers that have parameters; a pooling goes with the layer before it. Every stage
/// has one layer at least, and so parameters.
namespace simgrad {

/// What a layer weighs where stages are to be alike.
enum class Balance { kFlop, kParameters };

/// What each of the layers with parameters weighs: flop of a sample's way forward and back, or
/// parameters.
std::vector<double> layer_weights(const Model& model, Balance balance);

/// How many layers each stage has, so that the heaviest stage is as light as can be; of several
/// such splits the one whose first stages have the fewest layers.
///
/// A linear partition by dynamic programming: O(p n²) for n layers.
/// Throws: BrokenInvariant if there are fewer layers than stages.
std::vector<std::size_t> balanced_split(const std::vector<double>& weights, std::size_t stages);

/// Throws: BrokenInvariant if the counts do not add up to the model's layers with parameters.
std::vector<Stage> split_into_stages(const Model& model, const std::vector<std::size_t>& layers);

}  // namespace simgrad
