#pragma once

#include <vector>

#include "kernels/cuda/gpu.hpp"
#include "kernels/cuda/layers.hpp"

namespace simgrad::cuda {

/// The parameters of every lane: lane c's at data + c · lane_stride. A stride of 0: all lanes share
/// them, and a product over all lanes' rows is one.
struct LaneParameters {
  float* data = nullptr;
  std::size_t lane_stride = 0;
};

/// Where backward() leaves a gradient g: target ← keep target + scale g, lane by lane.
/// Plain SGD folds its step into the products: target the parameters, scale −η, keep 1.
struct GradientTarget {
  LaneParameters target;
  float scale = 1.0F;
  float keep = 0.0F;
};

/// Forward and backward passes of all lanes of a level, and the space that they need.
///
/// L lanes, B rows of a batch. Dense layers put out (B, O); convolutions (B, H', W', C'), channels
/// last, which makes them dense layers over patches; a pooling before a dense layer puts out
/// (B, C, H, W), as PyTorch's Flatten would see it, and so does a stage's last layer.
class LaneNetwork {
 public:
  /// Throws: OutOfMemory.
  LaneNetwork(Gpu& gpu, const Model& model, std::uint32_t lanes, std::uint32_t batch,
              std::size_t input_stride);

  /// Floats that a lane takes.
  static std::size_t floats_per_lane(const Model& model, std::uint32_t batch,
                                     std::size_t input_stride);

  [[nodiscard]] float* input() const { return input_.as<float>(); }
  [[nodiscard]] std::size_t input_lane_stride() const { return input_lane_stride_; }
  /// What forward() puts out, before loss(): (B, outputs) a lane.
  [[nodiscard]] const float* output() const;
  [[nodiscard]] std::size_t output_lane_stride() const { return spaces_.back().output_stride; }
  /// The gradient by a stage's output, laid out like output().
  [[nodiscard]] float* output_gradient() const;
  /// That by its input, laid out like input(): backward() leaves it there, but for a first stage.
  [[nodiscard]] const float* input_gradient() const { return input_gradient_.as<float>(); }
  [[nodiscard]] std::int32_t* labels() const { return labels_.as<std::int32_t>(); }

  /// Takes fewer rows a lane from here on than it was made for.
  void set_rows(std::uint32_t rows) { batch_ = rows; }

  /// Logits of every row of `x` (L, B, input_stride).
  void forward(const LaneParameters& parameters, const float* x);
  /// Loss and the logits' gradient, of `labels` (L, B).
  ///
  /// @param total_samples  that the mean is over, where it is over more than a lane's rows
  void loss(const Batches& batches, const std::int32_t* labels, LaneStatistics* statistics,
            std::uint32_t total_samples = 0);
  /// Gradients of all layers from the last to the first; a layer's input gradient is made before
  /// its own parameters change. A stage that is not the last has its output_gradient() by then.
  void backward(const Batches& batches, const LaneParameters& parameters,
                const GradientTarget& gradient);

 private:
  struct Space {
    Buffer output;         // (L, output_stride)
    Buffer gradient;       // (L, output_stride), by the output
    Buffer flat_output;    // of a convolution before a dense layer: channels first
    Buffer flat_gradient;  // the same
    Buffer patches;        // of a convolution, (L, patch_stride)
    std::size_t output_stride = 0;
    std::size_t patch_stride = 0;
    PictureStrides output_strides;
  };
  /// A layer's product as a dense one: rows of a lane, inputs, outputs.
  struct Rows {
    const float* x = nullptr;
    std::size_t lane_stride = 0;
    std::size_t leading = 0;
    std::size_t rows = 0;
    std::size_t inputs = 0;
    std::size_t outputs = 0;
  };

  /// Where the gradient by a layer's input goes.
  struct Below {
    float* data = nullptr;
    std::size_t lane_stride = 0;
    PictureStrides strides;
  };

  [[nodiscard]] Rows rows_of(std::size_t layer, const float* x) const;
  [[nodiscard]] const float* input_of(std::size_t layer) const;
  [[nodiscard]] PictureStrides input_strides(std::size_t layer) const;
  [[nodiscard]] LaneMatrix outputs(std::size_t layer, const Buffer& buffer) const;
  void product_forward(const Rows& rows, const LaneParameters& parameters, std::size_t weight,
                       float* y, std::size_t y_stride);
  void product_input_gradient(const Rows& rows, const LaneParameters& parameters,
                              std::size_t weight, const Space& space, float* dx,
                              std::size_t dx_stride);
  void product_weight_gradient(const Rows& rows, const Space& space, std::size_t weight,
                               const GradientTarget& gradient);
  [[nodiscard]] Operand weights_of(const Rows& rows, const LaneParameters& parameters,
                                   std::size_t weight);
  [[nodiscard]] Operand inputs_of(const Rows& rows);
  [[nodiscard]] Operand gradients_of(const Rows& rows, const Space& space);
  void take_rounded();
  void add_gradient(std::size_t layer, const Rows& rows, const GradientTarget& gradient);
  [[nodiscard]] Below below(std::size_t layer) const;
  void input_gradient(std::size_t layer, const LaneParameters& parameters);
  void unflatten_gradient(std::size_t layer);
  void mask(const Batches& batches, std::size_t layer);
  /// Itself in float32, else a copy in `space` as the precision rounds it.
  Operand rounded(const Operand& operand, std::size_t count, const Buffer& space);
  void run(Product product, bool one_product);

  Gpu& gpu_;
  const Model& model_;
  std::uint32_t lanes_;
  std::uint32_t batch_;
  std::size_t input_stride_;
  std::size_t input_lane_stride_;
  Buffer input_;
  Buffer input_gradient_;  // of a stage that is not the first
  Buffer labels_;
  Buffer row_loss_;
  Buffer row_correct_;
  Buffer patch_gradient_;
  Buffer rounded_weights_;  // the three operands of a layer's products, where they are rounded
  Buffer rounded_inputs_;
  Buffer rounded_gradients_;
  std::vector<Space> spaces_;
  const float* x_ = nullptr;  // of the last forward()
};

}  // namespace simgrad::cuda
