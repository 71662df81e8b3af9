#pragma once

#include "kernels/models/model.hpp"

namespace simgrad {

/// Consecutive layers as a model of their own, for pipelines.
struct Stage {
  std::shared_ptr<const Model> model;
  /// Its parameters are model->padded_count() floats of the whole model's array from here on.
  std::size_t parameter_offset = 0;
};

/// Layers [first_layer, last_layer) of `model`, with its precision. A stage of poolings alone has
/// no parameters.
///
/// Initial parameters are cut from the whole model's: drawn for a stage they would be others.
/// Throws: BrokenInvariant if there are no such layers.
Stage stage_of(const Model& model, std::size_t first_layer, std::size_t last_layer);

}  // namespace simgrad
