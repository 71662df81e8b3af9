#pragma once

#include <cstdint>

#include "kernels/cuda/cluster.cuh"
#include "kernels/cuda/local_sgd_block.cuh"
#include "kernels/cuda/local_sgd_dense.cuh"
#include "kernels/cuda/local_sgd_first.cuh"
#include "kernels/numerics.hpp"

/// One client's local training by one cluster.
namespace simgrad::cuda {

/// A batch's place in the lane's order.
struct Batch {
  std::uint32_t begin;
  std::uint32_t count;
};

struct Job {
  LocalSgdLane lane;
  DeviceSamples data;
  std::uint32_t steps_per_epoch;
  std::uint32_t steps;

  [[nodiscard]] __device__ Batch batch(std::uint32_t step, std::uint32_t size) const {
    if (step >= steps) {
      return {0, 0};
    }
    const std::uint32_t done = step % steps_per_epoch * size;
    const std::uint32_t left = lane.count - done;
    return {step / steps_per_epoch * lane.count + done, left < size ? left : size};
  }
};

__device__ inline std::uint32_t* words(const Block& block, std::uint32_t offset) {
  return reinterpret_cast<std::uint32_t*>(block.shared + offset);
}

/// Starts the copies of a step's rows and labels; its indices are in shared memory.
template <int kBatch, int kThreads>
__device__ __forceinline__ void fetch_batch(const Block& block, const Job& job,
                                            std::uint32_t step) {
  const LocalSgdPlan& plan = block.plan;
  const std::uint32_t count = job.batch(step, plan.batch_size).count;
  const std::uint32_t* indices = words(block, plan.indices) + step % 2 * kBatch;
  float* to = block.shared + plan.input + step % 2 * kBatch * plan.input_pitch;
  const std::uint32_t quads = (plan.layers[0].inputs + 3) / 4;
  for (std::uint32_t n = block.warp(); n < kBatch; n += kThreads / 32) {
    const bool present = n < count;
    const std::size_t row = present ? indices[n] : 0;
    const float* from = job.data.features + row * job.data.stride;
    for (std::uint32_t q = block.lane(); q < quads; q += 32) {
      copy_async_16(to + n * plan.input_pitch + 4 * q, from + 4 * q, present);
    }
    if (present && block.lane() == 0) {
      copy_async_4(words(block, plan.labels) + step % 2 * kBatch + n, job.data.labels + row);
    }
  }
}

/// Starts the copies of a step's indices.
template <int kBatch>
__device__ __forceinline__ void fetch_indices(const Block& block, const Job& job,
                                              std::uint32_t step) {
  const Batch batch = job.batch(step, block.plan.batch_size);
  if (block.thread < batch.count) {
    copy_async_4(words(block, block.plan.indices) + step % 2 * kBatch + block.thread,
                 job.lane.order + batch.begin + block.thread);
  }
}

/// The second layer's outputs from every block's part: summed in the order of the blocks.
template <int kBatch, int kThreads>
__device__ __forceinline__ void exchange_outputs(const Block& block) {
  const LocalSgdPlan& plan = block.plan;
  const DensePlan& layer = plan.layers[1];
  const std::uint32_t size = kBatch * layer.output_pitch;
  float* parts = block.shared + plan.exchange;
  for (std::uint32_t i = 4 * block.thread; i < size; i += 4 * kThreads) {
    float* at = parts + block.rank * size + i;
    const float4 value = load4(at);
    for (std::uint32_t away = 1; away < plan.cluster; ++away) {
      const std::uint32_t rank = block.rank + away;
      store_in_cluster(reinterpret_cast<float4*>(at),
                       rank < plan.cluster ? rank : rank - plan.cluster, value);
    }
  }
  cluster_arrive();
  cluster_wait();
  for (std::uint32_t i = 4 * block.thread; i < size; i += 4 * kThreads) {
    float4 sum = load4(block.shared + layer.bias + i % layer.output_pitch);
    for (std::uint32_t rank = 0; rank < plan.cluster; ++rank) {
      add_scaled(sum, 1.0F, load4(parts + rank * size + i));
    }
    if (layer.relu != 0) {
      sum = make_float4(relu(sum.x), relu(sum.y), relu(sum.z), relu(sum.w));
    }
    store4(block.shared + layer.output + i, sum);
  }
}

template <int kBatch, int kThreads>
__device__ __forceinline__ void forward_rest(const Block& block) {
  const LocalSgdPlan& plan = block.plan;
  for (std::uint32_t l = 1; l < plan.layer_count; ++l) {
    const DensePlan& layer = plan.layers[l];
    const bool shared_sum = l == 1 && plan.cluster > 1;
    Output output{block.shared + layer.output, block.shared + layer.bias, layer.output_pitch,
                  layer.relu != 0};
    if (shared_sum) {
      output.to = block.shared + plan.exchange + block.rank * kBatch * layer.output_pitch;
      output.bias = nullptr;
      // The other blocks have read the last step's parts.
      cluster_wait();
    }
    forward_dense<kBatch, kThreads>(block, l, output);
    __syncthreads();
    if (shared_sum) {
      exchange_outputs<kBatch, kThreads>(block);
      __syncthreads();
    }
  }
}

/// Loss of each sample, and the last layer's gradient.
template <int kBatch>
__device__ __forceinline__ void differentiate_loss(const Block& block, const Job& job,
                                                   std::uint32_t step) {
  const LocalSgdPlan& plan = block.plan;
  const std::uint32_t n = block.thread;
  if (n >= kBatch) {
    return;
  }
  const std::uint32_t last = plan.layer_count - 1;
  const DensePlan& layer = plan.layers[last];
  const std::uint32_t count = job.batch(step, plan.batch_size).count;
  float* logits = block.shared + layer.output + n * layer.output_pitch;
  if (n < count) {
    const auto label = static_cast<std::int32_t>(words(block, plan.labels)[step % 2 * kBatch + n]);
    const float scale = -plan.learning_rate / static_cast<float>(count);
    const SampleLoss sample = layer.outputs == 10
                                  ? softmax_cross_entropy(logits, 10, label, scale)
                                  : softmax_cross_entropy(logits, layer.outputs, label, scale);
    reinterpret_cast<double*>(block.shared + plan.losses)[n] += sample.loss;
    words(block, plan.losses + 2 * kBatch)[n] += sample.correct ? 1 : 0;
  }
  for (std::uint32_t c = 0; c < layer.outputs; ++c) {
    keep_gradient<kBatch>(block, last, c, n, n < count ? logits[c] : 0.0F);
  }
}

template <int kBatch, int kThreads>
__device__ __forceinline__ void train(const Block& block, const Job& job, const Tile& tile,
                                      TileWeights& w) {
  const LocalSgdPlan& plan = block.plan;
#pragma unroll 1
  for (std::uint32_t step = 0; step < job.steps; ++step) {
    wait_for_copies();
    __syncthreads();
    fetch_batch<kBatch, kThreads>(block, job, step + 1);
    fetch_indices<kBatch>(block, job, step + 2);
    const float* x = block.shared + plan.input + step % 2 * kBatch * plan.input_pitch;
    multiply_first<kBatch>(block, tile, w, x);
    __syncthreads();
    finish_first<kBatch, kThreads>(block);
    __syncthreads();
    forward_rest<kBatch, kThreads>(block);
    differentiate_loss<kBatch>(block, job, step);
    __syncthreads();
    for (std::uint32_t l = plan.layer_count - 1; l > 0; --l) {
      input_gradient_parts<kBatch, kThreads>(block, l);
      __syncthreads();
      finish_input_gradient<kBatch, kThreads>(block, l);
      update_dense<kBatch, kThreads>(block, l);
      __syncthreads();
    }
    if (plan.cluster > 1) {
      cluster_arrive();
    }
    update_first<kBatch>(block, tile, x, w);
    update_first_bias<kBatch>(block);
  }
}

/// Weights after the first layer's and all biases, `visit(shared float, offset in the parameters)`.
template <int kThreads, class Visit>
__device__ __forceinline__ void for_shared(const Block& block, Visit&& visit) {
  const LocalSgdPlan& plan = block.plan;
  for (std::uint32_t l = 0; l < plan.layer_count; ++l) {
    const DensePlan& layer = plan.layers[l];
    const std::uint32_t outputs = l == 0 ? block.rows.count : layer.outputs;
    const std::uint32_t first_output = l == 0 ? block.rows.first : 0;
    for (std::uint32_t o = block.thread; o < outputs; o += kThreads) {
      visit(l, layer.bias + o, layer.bias_offset + first_output + o);
    }
    if (l == 0) {
      continue;
    }
    const std::uint32_t columns = block.columns(l);
    const std::uint32_t first_column = l == 1 ? block.rows.first : 0;
    for (std::uint32_t i = block.thread; i < layer.outputs * columns; i += kThreads) {
      const std::uint32_t o = i / columns;
      const std::uint32_t k = i % columns;
      visit(l == 1 ? 0 : l, layer.weights + o * layer.pitch + k,
            layer.weight_offset + o * layer.inputs + first_column + k);
    }
  }
}

/// Zeros between the tensors.
__device__ inline void store_padding(const Block& block, float* to) {
  const LocalSgdPlan& plan = block.plan;
  for (std::uint32_t l = 0; l < plan.layer_count; ++l) {
    const DensePlan& layer = plan.layers[l];
    const std::uint32_t next =
        l + 1 < plan.layer_count ? plan.layers[l + 1].weight_offset : plan.padded_count;
    const std::uint32_t weights_end = layer.weight_offset + layer.inputs * layer.outputs;
    const std::uint32_t bias_end = layer.bias_offset + layer.outputs;
    if (weights_end + block.thread < layer.bias_offset) {
      to[weights_end + block.thread] = 0.0F;
    }
    if (bias_end + block.thread < next) {
      to[bias_end + block.thread] = 0.0F;
    }
  }
}

template <int kBatch>
__device__ inline void store_statistics(const Block& block, const LocalSgdLane& lane) {
  const auto* losses = reinterpret_cast<const double*>(block.shared + block.plan.losses);
  const std::uint32_t* correct = words(block, block.plan.losses + 2 * kBatch);
  double loss_sum = 0.0;
  std::int64_t correct_sum = 0;
  for (int n = 0; n < kBatch; ++n) {
    loss_sum += losses[n];
    correct_sum += correct[n];
  }
  *lane.loss_sum = loss_sum;
  *lane.correct = correct_sum;
}

template <int kBatch, int kWarps>
__global__ void __launch_bounds__(kWarps * 32, 16 / kWarps)
    local_sgd_kernel(const __grid_constant__ LocalSgdPlan plan, DeviceSamples data,
                     const LocalSgdLane* lanes) {
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 900
  constexpr int kThreads = kWarps * 32;
  extern __shared__ float4 shared_quads[];
  const std::uint32_t rank = plan.cluster > 1 ? cluster_rank() : 0;
  const Block block{plan, reinterpret_cast<float*>(shared_quads), threadIdx.x, rank,
                    slice_of(plan.layers[0].outputs, plan.cluster, rank)};
  Job job{lanes[blockIdx.x / plan.cluster], data, 0, 0};
  job.steps_per_epoch = (job.lane.count + plan.batch_size - 1) / plan.batch_size;
  job.steps = job.steps_per_epoch * plan.epochs;

  for (std::uint32_t i = 4 * block.thread; i < plan.total; i += 4 * kThreads) {
    store4(block.shared + i, make_float4(0.0F, 0.0F, 0.0F, 0.0F));
  }
  __syncthreads();
  // This block runs and its shared memory may be written: the others wait for that.
  if (plan.cluster > 1) {
    cluster_arrive();
  }
  fetch_indices<kBatch>(block, job, 0);
  fetch_indices<kBatch>(block, job, 1);
  for_shared<kThreads>(block, [&](std::uint32_t, std::uint32_t at, std::uint32_t offset) {
    block.shared[at] = job.lane.start[offset];
  });
  const Tile tile = make_tile(block);
  TileWeights w;
  load_tile(block, tile, job.lane.start, w);
  wait_for_copies();
  __syncthreads();
  fetch_batch<kBatch, kThreads>(block, job, 0);

  train<kBatch, kThreads>(block, job, tile, w);

  __syncthreads();
  store_tile(block, tile, w, job.lane.result);
  for_shared<kThreads>(block, [&](std::uint32_t owner, std::uint32_t at, std::uint32_t offset) {
    if (owner == 0 || rank == 0) {
      job.lane.result[offset] = block.shared[at];
    }
  });
  if (rank == 0) {
    store_padding(block, job.lane.result);
    if (block.thread == 0) {
      store_statistics<kBatch>(block, job.lane);
    }
  }
  // No block leaves while another may still write into its shared memory.
  if (plan.cluster > 1) {
    cluster_wait();
  }
#endif
}

}  // namespace simgrad::cuda
