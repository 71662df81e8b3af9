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
/// (B, C, H, W), as PyTorch's Flatten would see it.
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
  [[nodiscard]] std::int32_t* labels() const { return labels_.as<std::int32_t>(); }

  /// Takes fewer rows a lane from here on than it was made for.
  void set_rows(std::uint32_t rows) { batch_ = rows; }

  /// Logits of every row of `x` (L, B, input_stride).
  void forward(const LaneParameters& parameters, const float* x);
  /// Loss and the logits' gradient, of `labels` (L, B).
  void loss(const Batches& batches, const std::int32_t* labels, LaneStatistics* statistics);
  /// Gradients of all layers from the last to the first; a layer's input gradient is made before
  /// its own parameters change.
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
  void add_gradient(std::size_t layer, const Rows& rows, const GradientTarget& gradient);
  void input_gradient(std::size_t layer, const Rows& rows, const LaneParameters& parameters);
  void mask(const Batches& batches, std::size_t layer);
  void run(Product product, bool one_product);

  Gpu& gpu_;
  const Model& model_;
  std::uint32_t lanes_;
  std::uint32_t batch_;
  std::size_t input_stride_;
  std::size_t input_lane_stride_;
  Buffer input_;
  Buffer labels_;
  Buffer row_loss_;
  Buffer row_correct_;
  Buffer patch_gradient_;
  std::vector<Space> spaces_;
  const float* x_ = nullptr;  // of the last forward()
};

}  // namespace simgrad::cuda
