#include "kernels/models/stage.hpp"

namespace simgrad {
namespace {

struct Append {
  Model& stage;

  void operator()(const DenseLayer& layer) const { stage.add_dense(layer.outputs, layer.relu); }
  void operator()(const ConvolutionLayer& layer) const {
    stage.add_convolution(layer.output.channels, layer.kernel, layer.padding, layer.relu);
  }
  void operator()(const MaxPoolLayer& /*layer*/) const { stage.add_max_pool(); }
};

ImageShape input_of(const Layer& layer) {
  if (const auto* dense = std::get_if<DenseLayer>(&layer)) {
    return {dense->inputs, 1, 1};
  }
  const auto* pool = std::get_if<MaxPoolLayer>(&layer);
  return pool != nullptr ? pool->input : std::get<ConvolutionLayer>(layer).input;
}

/// Where the parameters of `layer`, or of the first after it that has any, begin.
std::size_t parameters_from(const Model& model, std::size_t layer) {
  for (std::size_t l = layer; l < model.layers().size(); ++l) {
    if (const auto* dense = std::get_if<DenseLayer>(&model.layers()[l])) {
      return dense->weight_offset;
    }
    if (const auto* convolution = std::get_if<ConvolutionLayer>(&model.layers()[l])) {
      return convolution->weight_offset;
    }
  }
  return model.padded_count();
}

}  // namespace

Stage stage_of(const Model& model, std::size_t first_layer, std::size_t last_layer) {
  const auto& layers = model.layers();
  SIMGRAD_REQUIRE(first_layer < last_layer && last_layer <= layers.size(),
                  "a stage has layers, and its model has them");
  auto stage = std::make_shared<Model>(input_of(layers[first_layer]), model.classes());
  for (std::size_t l = first_layer; l < last_layer; ++l) {
    std::visit(Append{*stage}, layers[l]);
  }
  stage->set_precision(model.precision());
  stage->set_position({.first = first_layer == 0,
                       .last = last_layer == layers.size(),
                       .behind_relu = first_layer > 0 && has_relu(layers[first_layer - 1])});
  return {stage, parameters_from(model, first_layer)};
}

}  // namespace simgrad
