#include "kernels/models/model.hpp"

#include <cmath>

#include "kernels/buffer.hpp"

namespace simgrad {

void Model::add_slice(const std::string& name, std::vector<std::size_t> shape, std::size_t fan_in) {
  std::size_t count = 1;
  for (const std::size_t extent : shape) {
    count *= extent;
  }
  slices_.push_back({name, std::move(shape), padded_count_, count, fan_in});
  parameter_count_ += count;
  padded_count_ += padded(count);
}

void Model::add_dense(std::size_t outputs, bool relu) {
  SIMGRAD_REQUIRE(outputs > 0, "a dense layer has outputs");
  const std::size_t inputs = layers_.empty() ? inputs_ : layers_.back().outputs;
  // Its place in torch.nn.Sequential, where each ReLU takes a place of its own.
  const std::string place = std::to_string(2 * layers_.size());
  add_slice(place + ".weight", {outputs, inputs}, inputs);
  const std::size_t weight_offset = slices_.back().offset;
  add_slice(place + ".bias", {outputs}, inputs);
  layers_.push_back({inputs, outputs, relu, weight_offset, slices_.back().offset});
}

double Model::forward_flop() const {
  double flop = 0.0;
  for (const DenseLayer& layer : layers_) {
    flop += 2.0 * static_cast<double>(layer.inputs) * static_cast<double>(layer.outputs);
  }
  return flop;
}

double Model::gradient_flop() const {
  const DenseLayer& first = layers_.front();
  return 3.0 * forward_flop() -
         2.0 * static_cast<double>(first.inputs) * static_cast<double>(first.outputs);
}

void initialize(const Model& model, Stream stream, std::span<float> parameters) {
  SIMGRAD_REQUIRE(parameters.size() == model.padded_count(), "room for the padded parameters");
  std::fill(parameters.begin(), parameters.end(), 0.0F);
  for (const ParameterSlice& slice : model.slices()) {
    const double bound = 1.0 / std::sqrt(static_cast<double>(slice.fan_in));
    for (std::size_t i = 0; i < slice.count; ++i) {
      parameters[slice.offset + i] = static_cast<float>((2.0 * stream.uniform() - 1.0) * bound);
    }
  }
}

}  // namespace simgrad
