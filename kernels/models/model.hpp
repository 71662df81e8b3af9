#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kernels/component.hpp"
#include "kernels/rng.hpp"

/// Models: a network as data, a list of layers over one array of parameters, so that each device
/// executes it in its own way.
///
/// N batch, D inputs, C classes, P parameters. Weights are (outputs, inputs) row-major, as in
/// PyTorch. Every tensor starts at a multiple of 64 bytes; padding is zero and never travels.
///
/// To add one:
///   1. copy softmax_regression.cpp, the smallest, to `name.cpp` and write its `make`;
///   2. declare its parameters in `const ModelInfo name_info`;
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

/// A named slice of the parameters, as PyTorch's state_dict would call it.
struct ParameterSlice {
  std::string name;
  std::vector<std::size_t> shape;
  std::size_t offset = 0;  // floats
  std::size_t count = 0;   // floats, without padding
  std::size_t fan_in = 0;
};

/// A feed-forward network with softmax cross-entropy at its end.
class Model {
 public:
  Model(std::size_t inputs, std::size_t classes) : inputs_(inputs), classes_(classes) {}

  /// Appends a dense layer after the last one. Throws: BrokenInvariant if `outputs` is 0.
  void add_dense(std::size_t outputs, bool relu);

  [[nodiscard]] std::size_t inputs() const { return inputs_; }
  [[nodiscard]] std::size_t classes() const { return classes_; }
  [[nodiscard]] const std::vector<DenseLayer>& layers() const { return layers_; }
  [[nodiscard]] const std::vector<ParameterSlice>& slices() const { return slices_; }
  /// P, without padding: what travels.
  [[nodiscard]] std::size_t parameter_count() const { return parameter_count_; }
  /// Floats of the padded array.
  [[nodiscard]] std::size_t padded_count() const { return padded_count_; }
  /// Multiply-adds counted as two: Σ 2 · inputs · outputs per layer, products only.
  [[nodiscard]] double forward_flop() const;
  /// Forward, weight gradients, and input gradients of all layers but the first.
  [[nodiscard]] double gradient_flop() const;

 private:
  void add_slice(const std::string& name, std::vector<std::size_t> shape, std::size_t fan_in);

  std::size_t inputs_;
  std::size_t classes_;
  std::vector<DenseLayer> layers_;
  std::vector<ParameterSlice> slices_;
  std::size_t parameter_count_ = 0;
  std::size_t padded_count_ = 0;
};

/// Initial parameters: weights and biases ~ U(−1/√fan_in, 1/√fan_in), PyTorch's default for Linear.
///
/// Source: He et al. 2015 (arXiv:1502.01852) with a = √5, as torch.nn.Linear.reset_parameters.
/// @param parameters  padded_count() floats, overwritten
void initialize(const Model& model, Stream stream, std::span<float> parameters);

struct ModelInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "model";
  std::shared_ptr<const Model> (*make)(const Arguments& arguments, std::size_t features,
                                       std::size_t classes);
};

std::span<const ModelInfo* const> models();

}  // namespace simgrad
