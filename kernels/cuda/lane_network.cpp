#include "kernels/cuda/lane_network.hpp"

#include <algorithm>

#include "kernels/buffer.hpp"

namespace simgrad::cuda {
namespace {

// What the algorithm of a product is chosen for, so that it does not depend on the level: lanes of
// their own weights, or batches at the same weights.
constexpr std::size_t kTypicalLanes = 32;
constexpr std::size_t kTypicalBatches = 8;
constexpr std::size_t kTypicalRows = 512;

std::size_t patch_floats(const Layer& layer, std::size_t batch) {
  const auto* convolution = std::get_if<ConvolutionLayer>(&layer);
  return convolution == nullptr
             ? 0
             : padded(batch * convolution->output.pixels() * convolution->patch());
}

/// The offsets of a layer's weights and biases.
struct Offsets {
  std::size_t weight;
  std::size_t bias;
  bool relu;
};

Offsets offsets(const Layer& layer) {
  if (const auto* dense = std::get_if<DenseLayer>(&layer)) {
    return {dense->weight_offset, dense->bias_offset, dense->relu};
  }
  const auto& convolution = std::get<ConvolutionLayer>(layer);
  return {convolution.weight_offset, convolution.bias_offset, convolution.relu};
}

Product shape(std::size_t m, std::size_t n, std::size_t k) {
  Product product;
  product.m = m;
  product.n = n;
  product.k = k;
  return product;
}

bool is_pool(const Layer& layer) {
  return std::holds_alternative<MaxPoolLayer>(layer);
}

/// Whether the layer's output is a flat row for the next one, or for the loss.
bool feeds_flat(const std::vector<Layer>& layers, std::size_t layer) {
  return layer + 1 == layers.size() || std::holds_alternative<DenseLayer>(layers[layer + 1]);
}

/// A convolution puts out channels last; a dense layer wants them first.
bool needs_flat_copy(const std::vector<Layer>& layers, std::size_t layer) {
  return std::holds_alternative<ConvolutionLayer>(layers[layer]) && feeds_flat(layers, layer);
}

PictureStrides strides_of(const std::vector<Layer>& layers, std::size_t layer,
                          std::size_t lane_stride) {
  if (const auto* pool = std::get_if<MaxPoolLayer>(&layers[layer])) {
    return feeds_flat(layers, layer)
               ? channels_first(pool->output, lane_stride, pool->output.count())
               : channels_last(pool->output, lane_stride, pool->output.count());
  }
  if (const auto* convolution = std::get_if<ConvolutionLayer>(&layers[layer])) {
    return channels_last(convolution->output, lane_stride, convolution->output.count());
  }
  return {};
}

}  // namespace

LaneNetwork::LaneNetwork(Gpu& gpu, const Model& model, std::uint32_t lanes, std::uint32_t batch,
                         std::size_t input_stride)
    : gpu_(gpu),
      model_(model),
      lanes_(lanes),
      batch_(batch),
      input_stride_(input_stride),
      input_lane_stride_(padded(batch * input_stride)),
      input_(gpu.take(lanes * input_lane_stride_ * sizeof(float))),
      input_gradient_(
          gpu.take(model.position().first ? 0 : lanes * input_lane_stride_ * sizeof(float))),
      labels_(gpu.take(std::size_t{lanes} * batch * sizeof(std::int32_t))),
      row_loss_(gpu.take(std::size_t{lanes} * batch * sizeof(double))),
      row_correct_(gpu.take(std::size_t{lanes} * batch * sizeof(std::int32_t))) {
  const auto& layers = model.layers();
  SIMGRAD_REQUIRE(!model.position().last || std::holds_alternative<DenseLayer>(layers.back()),
                  "a network ends with a dense layer");
  std::size_t patch_gradient = 0;
  spaces_.reserve(layers.size());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    Space space;
    space.output_stride = padded(batch * output_count(layers[l]));
    space.patch_stride = patch_floats(layers[l], batch);
    space.output = gpu.take(lanes * space.output_stride * sizeof(float));
    space.gradient = gpu.take(lanes * space.output_stride * sizeof(float));
    space.patches = gpu.take(lanes * space.patch_stride * sizeof(float));
    space.output_strides = strides_of(layers, l, space.output_stride);
    if (needs_flat_copy(layers, l)) {
      space.flat_output = gpu.take(lanes * space.output_stride * sizeof(float));
      space.flat_gradient = gpu.take(lanes * space.output_stride * sizeof(float));
    }
    patch_gradient =
        std::max(patch_gradient, l == 0 && model.position().first ? 0 : space.patch_stride);
    spaces_.push_back(std::move(space));
  }
  patch_gradient_ = gpu.take(lanes * patch_gradient * sizeof(float));
  if (model.precision() != Precision::kFloat32) {
    take_rounded();
  }
}

/// Room for the largest of each operand.
void LaneNetwork::take_rounded() {
  std::size_t weights = 0;
  std::size_t inputs = 0;
  std::size_t gradients = 0;
  for (std::size_t l = 0; l < spaces_.size(); ++l) {
    if (!is_pool(model_.layers()[l])) {
      const Rows rows = rows_of(l, nullptr);
      weights = std::max(weights, padded(rows.inputs * rows.outputs));
      inputs = std::max(inputs, padded(rows.rows * rows.leading));
      gradients = std::max(gradients, padded(rows.rows * rows.outputs));
    }
  }
  rounded_weights_ = gpu_.take(lanes_ * weights * sizeof(float));
  rounded_inputs_ = gpu_.take(lanes_ * inputs * sizeof(float));
  rounded_gradients_ = gpu_.take(lanes_ * gradients * sizeof(float));
}

std::size_t LaneNetwork::floats_per_lane(const Model& model, std::uint32_t batch,
                                         std::size_t input_stride) {
  const bool rounds = model.precision() != Precision::kFloat32;
  std::size_t floats = std::size_t{rounds ? 2U : 1U} * batch * (input_stride + 4) +
                       (model.position().first ? 0 : padded(batch * input_stride));
  std::size_t patch_gradient = 0;
  for (const Layer& layer : model.layers()) {
    const std::size_t patch = patch_floats(layer, batch);
    floats += (rounds ? 6 : 4) * padded(batch * output_count(layer)) + (rounds ? 2 : 1) * patch;
    patch_gradient = std::max(patch_gradient, patch);
  }
  return floats + patch_gradient + (rounds ? model.padded_count() : 0);
}

const float* LaneNetwork::input_of(std::size_t layer) const {
  if (layer == 0) {
    return x_;
  }
  const Space& before = spaces_[layer - 1];
  return (before.flat_output.data() != nullptr ? before.flat_output : before.output)
      .as<const float>();
}

PictureStrides LaneNetwork::input_strides(std::size_t layer) const {
  return layer == 0 ? channels_first(model_.input(), input_lane_stride_, input_stride_)
                    : spaces_[layer - 1].output_strides;
}

LaneMatrix LaneNetwork::outputs(std::size_t layer, const Buffer& buffer) const {
  const Rows rows = rows_of(layer, nullptr);
  return {buffer.as<float>(), spaces_[layer].output_stride, static_cast<std::uint32_t>(rows.rows),
          static_cast<std::uint32_t>(rows.outputs)};
}

LaneNetwork::Rows LaneNetwork::rows_of(std::size_t layer, const float* x) const {
  if (const auto* dense = std::get_if<DenseLayer>(&model_.layers()[layer])) {
    return {x,
            layer == 0 ? input_lane_stride_ : spaces_[layer - 1].output_stride,
            layer == 0 ? input_stride_ : dense->inputs,
            batch_,
            dense->inputs,
            dense->outputs};
  }
  const auto& convolution = std::get<ConvolutionLayer>(model_.layers()[layer]);
  return {spaces_[layer].patches.as<const float>(),
          spaces_[layer].patch_stride,
          convolution.patch(),
          batch_ * convolution.output.pixels(),
          convolution.patch(),
          convolution.output.channels};
}

/// As one product over the rows of all lanes, where these lie one after another and see the same
/// weights; else one product a lane.
void LaneNetwork::run(Product product, bool one_product) {
  product.lanes = one_product ? 1 : lanes_;
  product.typical_lanes = one_product ? 1 : kTypicalLanes;
  product.unit_n = product.n;
  product.typical_n = one_product ? std::max(kTypicalBatches * product.n, kTypicalRows) : product.n;
  product.n = one_product ? lanes_ * product.n : product.n;
  gpu_.products().run(product, model_.precision(), gpu_.stream());
}

/// cuBLAS may take operands as they are even where it may round them: so it is done before.
Operand LaneNetwork::rounded(const Operand& operand, std::size_t count, const Buffer& space) {
  if (model_.precision() == Precision::kFloat32) {
    return operand;
  }
  const std::size_t stride = operand.lane_stride == 0 ? 0 : padded(count);
  round_operand(model_.precision(), operand.data, operand.lane_stride, count,
                stride == 0 ? 1 : lanes_, space.as<float>(), stride, gpu_.stream());
  return {space.as<const float>(), stride, operand.leading};
}

Operand LaneNetwork::weights_of(const Rows& rows, const LaneParameters& parameters,
                                std::size_t weight) {
  return rounded({parameters.data + weight, parameters.lane_stride, rows.inputs},
                 rows.inputs * rows.outputs, rounded_weights_);
}

Operand LaneNetwork::inputs_of(const Rows& rows) {
  return rounded({rows.x, rows.lane_stride, rows.leading}, rows.rows * rows.leading,
                 rounded_inputs_);
}

Operand LaneNetwork::gradients_of(const Rows& rows, const Space& space) {
  return rounded({space.gradient.as<const float>(), space.output_stride, rows.outputs},
                 rows.rows * rows.outputs, rounded_gradients_);
}

/// y (rows, outputs) = x Wᵀ; column-major, yᵀ = W-as-(inputs, outputs)ᵀ xᵀ.
void LaneNetwork::product_forward(const Rows& rows, const LaneParameters& parameters,
                                  std::size_t weight, float* y, std::size_t y_stride) {
  Product product = shape(rows.outputs, rows.rows, rows.inputs);
  product.transpose_a = true;
  product.a = weights_of(rows, parameters, weight);
  product.b = inputs_of(rows);
  product.c = y;
  product.c_lane_stride = y_stride;
  product.c_leading = rows.outputs;
  run(product, parameters.lane_stride == 0 && rows.lane_stride == rows.rows * rows.leading &&
                   y_stride == rows.rows * rows.outputs);
}

/// dx (rows, inputs) = dy W.
void LaneNetwork::product_input_gradient(const Rows& rows, const LaneParameters& parameters,
                                         std::size_t weight, const Space& space, float* dx,
                                         std::size_t dx_stride) {
  Product product = shape(rows.inputs, rows.rows, rows.outputs);
  product.a = weights_of(rows, parameters, weight);
  product.b = gradients_of(rows, space);
  product.c = dx;
  product.c_lane_stride = dx_stride;
  product.c_leading = rows.inputs;
  run(product, parameters.lane_stride == 0 && space.output_stride == rows.rows * rows.outputs &&
                   dx_stride == rows.rows * rows.inputs);
}

/// target ← keep target + scale dyᵀ x, (outputs, inputs).
void LaneNetwork::product_weight_gradient(const Rows& rows, const Space& space, std::size_t weight,
                                          const GradientTarget& gradient) {
  Product product = shape(rows.inputs, rows.outputs, rows.rows);
  product.transpose_b = true;
  product.a = inputs_of(rows);
  product.b = gradients_of(rows, space);
  product.c = gradient.target.data + weight;
  product.c_lane_stride = gradient.target.lane_stride;
  product.c_leading = rows.inputs;
  product.alpha = gradient.scale;
  product.beta = gradient.keep;
  run(product, false);
}

void LaneNetwork::forward(const LaneParameters& parameters, const float* x) {
  x_ = x;
  for (std::size_t l = 0; l < spaces_.size(); ++l) {
    const Layer& layer = model_.layers()[l];
    const Space& space = spaces_[l];
    auto* y = space.output.as<float>();
    if (const auto* pool = std::get_if<MaxPoolLayer>(&layer)) {
      max_pool(*pool, lanes_, batch_, input_of(l), input_strides(l), y, space.output_strides,
               gpu_.stream());
      continue;
    }
    if (const auto* convolution = std::get_if<ConvolutionLayer>(&layer)) {
      patches(*convolution, lanes_, batch_, input_of(l), input_strides(l),
              space.patches.as<float>(), space.patch_stride, gpu_.stream());
    }
    const Offsets at = offsets(layer);
    product_forward(rows_of(l, input_of(l)), parameters, at.weight, y, space.output_stride);
    add_bias(outputs(l, space.output), lanes_, parameters.data + at.bias, parameters.lane_stride,
             at.relu, gpu_.stream());
    if (space.flat_output.data() != nullptr) {
      const ImageShape& shape = std::get<ConvolutionLayer>(layer).output;
      reorder(shape, lanes_, batch_, y, space.output_strides, space.flat_output.as<float>(),
              channels_first(shape, space.output_stride, shape.count()), gpu_.stream());
    }
  }
}

const float* LaneNetwork::output() const {
  const Space& last = spaces_.back();
  return (last.flat_output.data() != nullptr ? last.flat_output : last.output).as<const float>();
}

float* LaneNetwork::output_gradient() const {
  return below(spaces_.size()).data;
}

void LaneNetwork::loss(const Batches& batches, const std::int32_t* labels,
                       LaneStatistics* statistics, std::uint32_t total_samples) {
  Space& last = spaces_.back();
  softmax_cross_entropy(batches, outputs(spaces_.size() - 1, last.output), labels,
                        row_loss_.as<double>(), row_correct_.as<std::int32_t>(), statistics,
                        total_samples, gpu_.stream());
  // The logits hold their own gradient by now.
  std::swap(last.output, last.gradient);
}

void LaneNetwork::add_gradient(std::size_t layer, const Rows& rows,
                               const GradientTarget& gradient) {
  const Offsets at = offsets(model_.layers()[layer]);
  const Space& space = spaces_[layer];
  product_weight_gradient(rows, space, at.weight, gradient);
  add_bias_gradient(outputs(layer, space.gradient), lanes_, gradient.target.data + at.bias,
                    gradient.target.lane_stride, gradient.scale, gradient.keep, gpu_.stream());
}

LaneNetwork::Below LaneNetwork::below(std::size_t layer) const {
  if (layer == 0) {
    return {input_gradient_.as<float>(), input_lane_stride_, input_strides(0)};
  }
  const Space& before = spaces_[layer - 1];
  const Buffer& gradient =
      before.flat_gradient.data() != nullptr ? before.flat_gradient : before.gradient;
  return {gradient.as<float>(), before.output_stride, before.output_strides};
}

/// The gradient by a layer's input, from that by its output.
void LaneNetwork::input_gradient(std::size_t layer, const LaneParameters& parameters) {
  const Space& space = spaces_[layer];
  const Below dx = below(layer);
  if (const auto* pool = std::get_if<MaxPoolLayer>(&model_.layers()[layer])) {
    max_pool_gradient(*pool, lanes_, batch_, input_of(layer), input_strides(layer),
                      space.gradient.as<const float>(), space.output_strides, dx.data,
                      gpu_.stream());
    return;
  }
  const Rows rows = rows_of(layer, input_of(layer));
  const std::size_t weight = offsets(model_.layers()[layer]).weight;
  const auto* convolution = std::get_if<ConvolutionLayer>(&model_.layers()[layer]);
  if (convolution == nullptr) {
    product_input_gradient(rows, parameters, weight, space, dx.data, dx.lane_stride);
    return;
  }
  auto* dcol = patch_gradient_.as<float>();
  product_input_gradient(rows, parameters, weight, space, dcol, space.patch_stride);
  sum_patches(*convolution, lanes_, batch_, dcol, space.patch_stride, dx.data, dx.strides,
              gpu_.stream());
}

/// Of a convolution whose gradient came channels first.
void LaneNetwork::unflatten_gradient(std::size_t layer) {
  const Space& space = spaces_[layer];
  if (space.flat_gradient.data() == nullptr) {
    return;
  }
  const ImageShape& shape = std::get<ConvolutionLayer>(model_.layers()[layer]).output;
  reorder(shape, lanes_, batch_, space.flat_gradient.as<const float>(),
          channels_first(shape, space.output_stride, shape.count()), space.gradient.as<float>(),
          space.output_strides, gpu_.stream());
}

/// The gradient by a layer's output becomes that by what its ReLU takes.
void LaneNetwork::mask(const Batches& batches, std::size_t layer) {
  if (!has_relu(model_.layers()[layer])) {
    return;
  }
  const Space& space = spaces_[layer];
  const LaneMatrix dy{space.gradient.as<float>(), space.output_stride, batch_,
                      static_cast<std::uint32_t>(output_count(model_.layers()[layer]))};
  mask_by_relu(batches, dy, space.output.as<const float>(), gpu_.stream());
}

void LaneNetwork::backward(const Batches& batches, const LaneParameters& parameters,
                           const GradientTarget& gradient) {
  for (std::size_t l = spaces_.size(); l-- > 0;) {
    unflatten_gradient(l);
    if (l + 1 < spaces_.size()) {
      mask(batches, l);
    }
    if (l > 0 || !model_.position().first) {
      input_gradient(l, parameters);
    }
    if (!is_pool(model_.layers()[l])) {
      add_gradient(l, rows_of(l, input_of(l)), gradient);
    }
  }
  if (model_.position().behind_relu) {
    const auto columns = static_cast<std::uint32_t>(model_.inputs());
    mask_by_relu(batches, {input_gradient_.as<float>(), input_lane_stride_, batch_, columns}, x_,
                 gpu_.stream());
  }
}

}  // namespace simgrad::cuda
