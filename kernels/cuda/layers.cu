#include "kernels/cuda/lane.cuh"
#include "kernels/cuda/layers.hpp"
#include "kernels/numerics.hpp"

namespace simgrad::cuda {
namespace {

constexpr unsigned kWarp = 32;

__device__ std::size_t element() {
  return static_cast<std::size_t>(blockIdx.x) * kThreads + threadIdx.x;
}

__global__ void __launch_bounds__(kThreads)
    add_bias_to(LaneMatrix y, const float* bias, std::size_t parameter_stride, bool with_relu) {
  const std::size_t i = element();
  if (i >= static_cast<std::size_t>(y.rows) * y.columns) {
    return;
  }
  float* mine = y.data + blockIdx.y * y.lane_stride + i;
  const float sum = *mine + bias[blockIdx.y * parameter_stride + i % y.columns];
  *mine = with_relu ? relu(sum) : sum;
}

/// A thread a row.
__global__ void __launch_bounds__(kThreads)
    loss_of_rows(Batches batches, LaneMatrix logits, const std::int32_t* labels, double* row_loss,
                 std::int32_t* row_correct, std::uint32_t total_samples) {
  const auto row = static_cast<std::uint32_t>(element());
  const std::uint32_t lane = blockIdx.y;
  if (row >= batches.batch) {
    return;
  }
  const std::size_t place = static_cast<std::size_t>(lane) * batches.batch + row;
  float* z =
      logits.data + lane * logits.lane_stride + static_cast<std::size_t>(row) * logits.columns;
  const std::uint32_t rows = batch_of(batches, lane).rows;
  if (row >= rows) {
    for (std::uint32_t c = 0; c < logits.columns; ++c) {
      z[c] = 0.0F;
    }
    row_loss[place] = 0.0;
    row_correct[place] = 0;
    return;
  }
  const std::uint32_t rows_of_mean = batches.lanes == nullptr ? 1 : rows;
  const float scale = 1.0F / static_cast<float>(total_samples != 0 ? total_samples : rows_of_mean);
  const SampleLoss loss = simgrad::softmax_cross_entropy(z, logits.columns, labels[place], scale);
  row_loss[place] = loss.loss;
  row_correct[place] = loss.correct ? 1 : 0;
}

/// A warp a lane: every thread a share of the rows, then the shares in order.
__global__ void __launch_bounds__(kWarp)
    add_rows(std::uint32_t batch, const double* row_loss, const std::int32_t* row_correct,
             LaneStatistics* statistics) {
  __shared__ double losses[kWarp];
  __shared__ std::int64_t corrects[kWarp];
  const std::size_t first = static_cast<std::size_t>(blockIdx.x) * batch;
  double loss = 0.0;
  std::int64_t correct = 0;
  for (std::uint32_t row = threadIdx.x; row < batch; row += kWarp) {
    loss += row_loss[first + row];
    correct += row_correct[first + row];
  }
  losses[threadIdx.x] = loss;
  corrects[threadIdx.x] = correct;
  __syncwarp();
  if (threadIdx.x == 0) {
    for (unsigned i = 0; i < kWarp; ++i) {
      statistics[blockIdx.x].loss_sum += losses[i];
      statistics[blockIdx.x].correct += corrects[i];
    }
  }
}

__global__ void __launch_bounds__(kThreads)
    round_elements(bool to_tf32, const float* x, std::size_t x_stride, std::size_t count,
                   float* rounded, std::size_t rounded_stride) {
  const std::size_t i = element();
  if (i < count) {
    const float number = x[blockIdx.y * x_stride + i];
    rounded[blockIdx.y * rounded_stride + i] =
        to_tf32 ? round_to_tf32(number) : round_to_bfloat16(number);
  }
}

__global__ void __launch_bounds__(kThreads)
    mask_elements(Batches batches, LaneMatrix dx, const float* y) {
  const std::size_t i = element();
  if (i >= static_cast<std::size_t>(dx.rows) * dx.columns) {
    return;
  }
  const std::uint32_t lane = blockIdx.y;
  const std::size_t place = lane * dx.lane_stride + i;
  const bool passes = i / dx.columns < batch_of(batches, lane).rows && relu_slope(y[place]) > 0.0F;
  dx.data[place] = passes ? dx.data[place] : 0.0F;
}

/// 32 outputs across, 32 shares of the rows down, and a sum over the shares in order.
__global__ void __launch_bounds__(kWarp* kWarp)
    sum_columns(LaneMatrix dy, float* bias, std::size_t parameter_stride, float scale, float keep) {
  __shared__ float shares[kWarp][kWarp];
  const unsigned column = blockIdx.x * kWarp + threadIdx.x;
  float sum = 0.0F;
  if (column < dy.columns) {
    const float* mine = dy.data + blockIdx.y * dy.lane_stride + column;
    for (std::uint32_t row = threadIdx.y; row < dy.rows; row += kWarp) {
      sum += mine[static_cast<std::size_t>(row) * dy.columns];
    }
  }
  shares[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y == 0 && column < dy.columns) {
    float total = 0.0F;
    for (unsigned i = 0; i < kWarp; ++i) {
      total += shares[i][threadIdx.x];
    }
    float* out = bias + blockIdx.y * parameter_stride + column;
    *out = (keep == 0.0F ? 0.0F : keep * *out) + scale * total;
  }
}

}  // namespace

void add_bias(const LaneMatrix& y, std::uint32_t lanes, const float* bias,
              std::size_t parameter_stride, bool relu, cudaStream_t stream) {
  add_bias_to<<<grid_of(static_cast<std::size_t>(y.rows) * y.columns, lanes), kThreads, 0,
                stream>>>(y, bias, parameter_stride, relu);
  check_launch("add_bias");
}

void softmax_cross_entropy(const Batches& batches, const LaneMatrix& logits,
                           const std::int32_t* labels, double* row_loss, std::int32_t* row_correct,
                           LaneStatistics* statistics, std::uint32_t total_samples,
                           cudaStream_t stream) {
  loss_of_rows<<<grid_of(batches.batch, batches.lane_count), kThreads, 0, stream>>>(
      batches, logits, labels, row_loss, row_correct, total_samples);
  check_launch("softmax_cross_entropy");
  add_rows<<<batches.lane_count, kWarp, 0, stream>>>(batches.batch, row_loss, row_correct,
                                                     statistics);
  check_launch("softmax_cross_entropy, sums");
}

void round_operand(Precision precision, const float* x, std::size_t x_stride, std::size_t count,
                   std::uint32_t lanes, float* rounded, std::size_t rounded_stride,
                   cudaStream_t stream) {
  round_elements<<<grid_of(count, lanes), kThreads, 0, stream>>>(
      precision == Precision::kTf32, x, x_stride, count, rounded, rounded_stride);
  check_launch("round_operand");
}

void mask_by_relu(const Batches& batches, const LaneMatrix& dx, const float* y,
                  cudaStream_t stream) {
  mask_elements<<<grid_of(static_cast<std::size_t>(dx.rows) * dx.columns, batches.lane_count),
                  kThreads, 0, stream>>>(batches, dx, y);
  check_launch("mask_by_relu");
}

void add_bias_gradient(const LaneMatrix& dy, std::uint32_t lanes, float* bias,
                       std::size_t parameter_stride, float scale, float keep, cudaStream_t stream) {
  sum_columns<<<dim3((dy.columns + kWarp - 1) / kWarp, lanes), dim3(kWarp, kWarp), 0, stream>>>(
      dy, bias, parameter_stride, scale, keep);
  check_launch("add_bias_gradient");
}

}  // namespace simgrad::cuda
