#include "kernels/models/model.hpp"

#include <cmath>

#include "kernels/buffer.hpp"

namespace simgrad {

Parameter precision_parameter() {
  return {.name = "precision",
          .type = Type::kText,
          .summary = "what the operands of products are rounded to; sums and the rest are fp32",
          .default_text = "\"fp32\"",
          .choices = {"fp32", "tf32", "bf16"}};
}

Precision precision_of(const Arguments& arguments) {
  const std::string& name = arguments.text("precision");
  if (name == "fp32") {
    return Precision::kFloat32;
  }
  SIMGRAD_REQUIRE(name == "tf32" || name == "bf16", "precision is one of its choices");
  return name == "tf32" ? Precision::kTf32 : Precision::kBfloat16;
}

void Model::add_slice(const std::string& name, std::vector<std::size_t> shape, std::size_t fan_in) {
  std::size_t count = 1;
  for (const std::size_t extent : shape) {
    count *= extent;
  }
  slices_.push_back({name, std::move(shape), padded_count_, count, fan_in});
  parameter_count_ += count;
  padded_count_ += padded(count);
}

std::size_t output_count(const Layer& layer) {
  if (const auto* dense = std::get_if<DenseLayer>(&layer)) {
    return dense->outputs;
  }
  const auto* pool = std::get_if<MaxPoolLayer>(&layer);
  return pool != nullptr ? pool->output.count() : std::get<ConvolutionLayer>(layer).output.count();
}

std::size_t input_count(const Layer& layer) {
  if (const auto* dense = std::get_if<DenseLayer>(&layer)) {
    return dense->inputs;
  }
  const auto* pool = std::get_if<MaxPoolLayer>(&layer);
  return pool != nullptr ? pool->input.count() : std::get<ConvolutionLayer>(layer).input.count();
}

bool has_relu(const Layer& layer) {
  if (const auto* dense = std::get_if<DenseLayer>(&layer)) {
    return dense->relu;
  }
  const auto* convolution = std::get_if<ConvolutionLayer>(&layer);
  return convolution != nullptr && convolution->relu;
}

ImageShape Model::last_output() const {
  if (layers_.empty()) {
    return input_;
  }
  const Layer& last = layers_.back();
  if (const auto* dense = std::get_if<DenseLayer>(&last)) {
    return {dense->outputs, 1, 1};
  }
  const auto* pool = std::get_if<MaxPoolLayer>(&last);
  return pool != nullptr ? pool->output : std::get<ConvolutionLayer>(last).output;
}

std::string Model::describe(const ImageShape& image) const {
  const auto text = [](const ImageShape& of) {
    return std::to_string(of.height) + " x " + std::to_string(of.width);
  };
  return text(image) + (layers_.empty() ? "" : ", what is left here of " + text(input_));
}

void Model::add(Layer layer) {
  places_ += has_relu(layer) ? 2 : 1;
  layers_.push_back(layer);
}

void Model::add_dense(std::size_t outputs, bool relu) {
  SIMGRAD_REQUIRE(outputs > 0, "a dense layer has outputs");
  const ImageShape input = last_output();
  if (input.pixels() > 1) {
    ++places_;  // torch.nn.Flatten
  }
  const std::size_t inputs = input.count();
  // Its place in torch.nn.Sequential, where each ReLU takes a place of its own.
  const std::string place = std::to_string(places_);
  add_slice(place + ".weight", {outputs, inputs}, inputs);
  const std::size_t weight_offset = slices_.back().offset;
  add_slice(place + ".bias", {outputs}, inputs);
  add(DenseLayer{inputs, outputs, relu, weight_offset, slices_.back().offset});
}

void Model::add_convolution(std::size_t channels, std::size_t kernel, std::size_t padding,
                            bool relu) {
  SIMGRAD_REQUIRE(channels > 0 && kernel > 0, "a convolution has channels and a kernel");
  const ImageShape input = last_output();
  if (input.height + 2 * padding < kernel || input.width + 2 * padding < kernel) {
    throw Error("a convolution of " + std::to_string(kernel) + " x " + std::to_string(kernel) +
                " with " + std::to_string(padding) +
                " zeros on each side needs a larger image than " + describe(input));
  }
  ConvolutionLayer layer{input, {}, kernel, padding, relu};
  layer.output = {channels, input.height + 2 * padding - kernel + 1,
                  input.width + 2 * padding - kernel + 1};
  const std::string place = std::to_string(places_);
  add_slice(place + ".weight", {channels, input.channels, kernel, kernel}, layer.patch());
  layer.weight_offset = slices_.back().offset;
  add_slice(place + ".bias", {channels}, layer.patch());
  layer.bias_offset = slices_.back().offset;
  add(layer);
}

void Model::add_max_pool() {
  const ImageShape input = last_output();
  if (input.height < 2 || input.width < 2) {
    throw Error("a 2 x 2 pooling needs a larger image than " + describe(input));
  }
  add(MaxPoolLayer{input, {input.channels, input.height / 2, input.width / 2}});
}

namespace {

double product_flop(const Layer& layer) {
  if (const auto* dense = std::get_if<DenseLayer>(&layer)) {
    return 2.0 * static_cast<double>(dense->inputs) * static_cast<double>(dense->outputs);
  }
  const auto* convolution = std::get_if<ConvolutionLayer>(&layer);
  return convolution == nullptr ? 0.0
                                : 2.0 * static_cast<double>(convolution->patch()) *
                                      static_cast<double>(convolution->output.count());
}

}  // namespace

double Model::forward_flop() const {
  double flop = 0.0;
  for (const Layer& layer : layers_) {
    flop += product_flop(layer);
  }
  return flop;
}

double Model::gradient_flop() const {
  return 3.0 * forward_flop() - (position_.first ? product_flop(layers_.front()) : 0.0);
}

void require_image(const ImageShape& input) {
  if (input.pixels() < 2) {
    throw Error("convolutions need images, but each sample is a row of " +
                std::to_string(input.channels) +
                " features: choose a data set of images, or give its `image` = [channels, height, "
                "width] where it has one");
  }
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
