#pragma once

#include "kernels/cuda/batches.hpp"
#include "kernels/models/model.hpp"

/// What layers do besides products, on all lanes of a level at once, by the text of numerics.hpp.
///
/// L lanes, B rows of a lane, R products' rows of a lane (B, or B · pixels of a convolution),
/// O outputs, P parameters. Row-major.
namespace simgrad::cuda {

/// One matrix (rows, columns) a lane.
struct LaneMatrix {
  float* data = nullptr;
  std::size_t lane_stride = 0;  // floats
  std::uint32_t rows = 0;
  std::uint32_t columns = 0;
};

/// What a lane counted since its first step.
struct LaneStatistics {
  double loss_sum = 0.0;
  std::int64_t correct = 0;
};

/// y ← relu?(y + b): y (L, R, O); b at bias + lane · parameter_stride (O).
void add_bias(const LaneMatrix& y, std::uint32_t lanes, const float* bias,
              std::size_t parameter_stride, bool relu, cudaStream_t stream);

/// Softmax cross-entropy of every row and, in place, its gradient by the logits times
/// 1 / total_samples; where that is 0, 1 / (rows of the lane's batch), or 1 where all rows are of
/// one lane without batches.
/// Rows that a lane does not have become zero. Adds each lane's losses, in an order fixed by B.
///
/// @param row_loss     (L · B) scratch
/// @param row_correct  (L · B) scratch
void softmax_cross_entropy(const Batches& batches, const LaneMatrix& logits,
                           const std::int32_t* labels, double* row_loss, std::int32_t* row_correct,
                           LaneStatistics* statistics, std::uint32_t total_samples,
                           cudaStream_t stream);

/// rounded ← x, every float to what the precision's operands are: x (L, count), each by its stride.
void round_operand(Precision precision, const float* x, std::size_t x_stride, std::size_t count,
                   std::uint32_t lanes, float* rounded, std::size_t rounded_stride,
                   cudaStream_t stream);

/// dx ← dx where y > 0, else 0; 0 in rows that a lane does not have. `columns` is a whole sample's.
void mask_by_relu(const Batches& batches, const LaneMatrix& dx, const float* y,
                  cudaStream_t stream);

/// db ← keep db + scale Σ_r dy_r: dy (L, R, O); db at bias + lane · parameter_stride (O).
///
/// Summed in a fixed order that depends on R alone.
void add_bias_gradient(const LaneMatrix& dy, std::uint32_t lanes, float* bias,
                       std::size_t parameter_stride, float scale, float keep, cudaStream_t stream);

/// A picture's place in memory: element (n, c, h, w) of a lane at n · sample + c · channel + h ·
/// row
/// + w · column.
struct PictureStrides {
  std::size_t lane = 0;
  std::size_t sample = 0;
  std::size_t channel = 0;
  std::size_t row = 0;
  std::size_t column = 0;
};

/// (N, H, W, C), as convolutions put it out.
PictureStrides channels_last(const ImageShape& shape, std::size_t lane, std::size_t sample);
/// (N, C, H, W), as data sets and flattened pictures have it.
PictureStrides channels_first(const ImageShape& shape, std::size_t lane, std::size_t sample);

/// col (L, B · H' · W', patch): every row the patch under one output pixel, zeros outside.
void patches(const ConvolutionLayer& layer, std::uint32_t lanes, std::uint32_t batch,
             const float* x, const PictureStrides& x_strides, float* col, std::size_t col_stride,
             cudaStream_t stream);

/// dx (L, B, C, H, W by its strides) ← sums of dcol over the patches that a pixel is in, in kernel
/// order.
void sum_patches(const ConvolutionLayer& layer, std::uint32_t lanes, std::uint32_t batch,
                 const float* dcol, std::size_t col_stride, float* dx,
                 const PictureStrides& dx_strides, cudaStream_t stream);

/// y ← x, another order of the same pictures.
void reorder(const ImageShape& shape, std::uint32_t lanes, std::uint32_t batch, const float* x,
             const PictureStrides& x_strides, float* y, const PictureStrides& y_strides,
             cudaStream_t stream);

/// y ← the largest of each 2 x 2 block of x.
void max_pool(const MaxPoolLayer& layer, std::uint32_t lanes, std::uint32_t batch, const float* x,
              const PictureStrides& x_strides, float* y, const PictureStrides& y_strides,
              cudaStream_t stream);

/// dx ← dy where x is the first largest of its block, else 0.
void max_pool_gradient(const MaxPoolLayer& layer, std::uint32_t lanes, std::uint32_t batch,
                       const float* x, const PictureStrides& x_strides, const float* dy,
                       const PictureStrides& dy_strides, float* dx, cudaStream_t stream);

}  // namespace simgrad::cuda
