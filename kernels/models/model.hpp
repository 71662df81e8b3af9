#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "kernels/component.hpp"
#include "kernels/image_shape.hpp"
#include "kernels/rng.hpp"

/// Models: a network as data, a list of layers over one array of parameters, so that each device
/// executes it in its own way.
///
/// N batch, D inputs, C classes, P parameters. Weights are (outputs, inputs) row-major, as in
/// PyTorch. Every tensor starts at a multiple of 64 bytes; padding is zero and never travels.
///
/// To add one:
///   1. copy softmax_regression.cpp, the smallest, to `name.cpp` and write its `make`;
///   2. declare its parameters in `const ModelInfo name_info`, precision_parameter() and
///   cost_parameter() last;
///   3. add its sorted line to registry.cpp;
///   4. add tests/kernels/models/name_test.cpp;
///   5. run `make test`.
namespace simgrad {

/// y = relu?(x Wᵀ + b): x (N, inputs), W (outputs, inputs), b (outputs), y (N, outputs).
struct DenseLayer {
  std::size_t inputs = 0;
  std::size_t outputs = 0;
  bool relu = false;
  std::size_t weight_offset = 0;  // floats from the start of the parameters
  std::size_t bias_offset = 0;
};

/// y = relu?(x * W + b), stride 1, `padding` zeros on every side: x (N, C, H, W),
/// W (C', C, kernel, kernel), b (C'), y (N, C', H', W'), H' = H + 2 padding − kernel + 1.
///
/// A cross-correlation, as in PyTorch's Conv2d: the kernel is not flipped.
struct ConvolutionLayer {
  ImageShape input;
  ImageShape output;
  std::size_t kernel = 0;
  std::size_t padding = 0;
  bool relu = false;
  std::size_t weight_offset = 0;
  std::size_t bias_offset = 0;

  /// Inputs that one output sums over: C kernel².
  [[nodiscard]] std::size_t patch() const { return input.channels * kernel * kernel; }
};

/// The largest of each 2 x 2 block, stride 2; a last odd row or column is left out. Of equal ones
/// the first in row order is the largest, and the gradient goes to it alone.
struct MaxPoolLayer {
  ImageShape input;
  ImageShape output;
};

using Layer = std::variant<DenseLayer, ConvolutionLayer, MaxPoolLayer>;

/// Floats of one sample's output of `layer`, and of its input.
std::size_t output_count(const Layer& layer);
std::size_t input_count(const Layer& layer);
/// Whether a ReLU is the layer's last step.
bool has_relu(const Layer& layer);

/// What the operands of products (dense and convolution layers, forward and backward) are rounded
/// to; sums are float32, and so are parameters, activations and gradients (see numerics.hpp).
enum class Precision { kFloat32, kTf32, kBfloat16 };

/// `precision` = "fp32", "tf32" or "bf16": every model declares it as its last parameter, and who
/// makes a model sets it by precision_of().
Parameter precision_parameter();
Precision precision_of(const Arguments& arguments);

/// A named slice of the parameters, as PyTorch's state_dict would call it.
struct ParameterSlice {
  std::string name;
  std::vector<std::size_t> shape;
  std::size_t offset = 0;  // floats
  std::size_t count = 0;   // floats, without padding
  std::size_t fan_in = 0;
};

/// Where a stage's layers lie in the model that they are cut from (stage.hpp). A whole model is
/// first and last.
struct StagePosition {
  bool first = true;         // its input is samples
  bool last = true;          // softmax cross-entropy follows
  bool behind_relu = false;  // its input is what a ReLU put out
};

/// A feed-forward network with softmax cross-entropy at its end; or a stage of one.
class Model {
 public:
  Model(ImageShape input, std::size_t classes) : input_(input), classes_(classes) {}

  /// Appends a dense layer; an image before it is taken as (C, H, W) in a row, as by Flatten.
  /// Throws: BrokenInvariant if `outputs` is 0.
  void add_dense(std::size_t outputs, bool relu);
  /// Appends a convolution. Throws: Error if the kernel is larger than the padded image.
  void add_convolution(std::size_t channels, std::size_t kernel, std::size_t padding, bool relu);
  /// Appends a 2 x 2 max pooling. Throws: Error if the image is less than 2 x 2.
  void add_max_pool();

  void set_precision(Precision precision) { precision_ = precision; }
  [[nodiscard]] Precision precision() const { return precision_; }

  void set_position(StagePosition position) { position_ = position; }
  [[nodiscard]] const StagePosition& position() const { return position_; }

  [[nodiscard]] std::size_t inputs() const { return input_.count(); }
  /// What the last layer puts out: the classes' logits, but for a stage that is not the last.
  [[nodiscard]] std::size_t outputs() const { return output_count(layers_.back()); }
  [[nodiscard]] const ImageShape& input() const { return input_; }
  [[nodiscard]] std::size_t classes() const { return classes_; }
  [[nodiscard]] const std::vector<Layer>& layers() const { return layers_; }
  [[nodiscard]] const std::vector<ParameterSlice>& slices() const { return slices_; }
  /// P, without padding: what travels.
  [[nodiscard]] std::size_t parameter_count() const { return parameter_count_; }
  /// Floats of the padded array.
  [[nodiscard]] std::size_t padded_count() const { return padded_count_; }
  /// Multiply-adds of products counted as two, a sample: Σ 2 · inputs · outputs of a dense layer,
  /// 2 · patch · outputs of a convolution.
  [[nodiscard]] double forward_flop() const;
  /// Forward, weight gradients, and input gradients of all layers but a whole model's first.
  [[nodiscard]] double gradient_flop() const;

 private:
  void add_slice(const std::string& name, std::vector<std::size_t> shape, std::size_t fan_in);
  [[nodiscard]] ImageShape last_output() const;
  /// "28 x 28", and what the samples are where that is something else.
  [[nodiscard]] std::string describe(const ImageShape& image) const;
  /// Appends it, and counts its places in torch.nn.Sequential.
  void add(Layer layer);

  ImageShape input_;
  std::size_t classes_;
  Precision precision_ = Precision::kFloat32;
  StagePosition position_;
  std::vector<Layer> layers_;
  std::size_t places_ = 0;
  std::vector<ParameterSlice> slices_;
  std::size_t parameter_count_ = 0;
  std::size_t padded_count_ = 0;
};

/// Throws: Error if a sample is one pixel: plain features, which have no neighbours.
void require_image(const ImageShape& input);

/// Initial parameters: weights and biases ~ U(−1/√fan_in, 1/√fan_in), PyTorch's default for Linear
/// and Conv2d.
///
/// Source: He et al. 2015 (arXiv:1502.01852) with a = √5, as torch.nn.Linear.reset_parameters.
/// @param parameters  padded_count() floats, overwritten
void initialize(const Model& model, Stream stream, std::span<float> parameters);

struct ModelInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "model";
  /// Throws: Error if a layer does not fit the samples.
  std::shared_ptr<Model> (*make)(const Arguments& arguments, ImageShape input, std::size_t classes);
};

std::span<const ModelInfo* const> models();

}  // namespace simgrad
