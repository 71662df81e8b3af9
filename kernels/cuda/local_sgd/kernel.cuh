#pragma once

#include <cstdint>

#include "kernels/cuda/local_sgd/batch.cuh"
#include "kernels/cuda/local_sgd/block.cuh"
#include "kernels/cuda/local_sgd/cluster.cuh"
#include "kernels/cuda/local_sgd/dense.cuh"
#include "kernels/cuda/local_sgd/exchange.cuh"
#include "kernels/cuda/local_sgd/first.cuh"
#include "kernels/cuda/local_sgd/head.cuh"

/// One client's local training by one cluster.
namespace simgrad::cuda {

/// The outputs of all layers after the first but the head's. From here to the loss's gradient a
/// warp needs only its own sample's.
template <int kBatch, int kThreads>
__device__ __forceinline__ void forward_rest(const Block& block, std::uint32_t step) {
  const LocalSgdPlan& plan = block.plan;
  for (std::uint32_t l = 1; l < plan.head; ++l) {
    __syncthreads();
    multiply_dense<kBatch, kThreads>(block, l);
    __syncthreads();
    if (l == 1 && plan.cluster > 1) {
      exchange_outputs<kBatch, kThreads>(block, step);
    } else {
      finish_outputs<kBatch, kThreads>(block, l);
    }
  }
  if (plan.head > 1) {
    __syncthreads();
  } else {
    __syncwarp();
  }
}

/// From the head's inputs, or the last layer's outputs, to their gradients: a warp a sample.
template <int kBatch, int kThreads>
__device__ __forceinline__ void differentiate(const Block& block, std::uint32_t step) {
  const LocalSgdPlan& plan = block.plan;
  constexpr std::uint32_t kWarps = kThreads / 32;
  const bool has_head = plan.head < plan.layer_count;
  const Batch batch = kept_batch(block, step);
  const std::uint32_t* labels = words(block, plan.labels) + step % 2 * kBatch;
  for (std::uint32_t n = block.warp(); n < kBatch; n += kWarps) {
    if (n >= batch.count) {
      clear_gradient<kBatch>(block, n);
    } else if (has_head) {
      multiply_head(block, n);
      __syncwarp();
      differentiate_head<kBatch>(block, step, n, labels[n], batch.scale);
    } else {
      differentiate_loss<kBatch>(block, step, n, labels[n], batch.scale);
    }
    __syncwarp();
    if (has_head) {
      head_input_gradient<kBatch>(block, n);
    }
    finish_gradient<kBatch>(block, has_head ? plan.head - 1 : plan.layer_count - 1, n);
  }
  if (block.warp() == kWarps - 1 && step > 0) {
    add_losses<kBatch>(block, step - 1, kept_batch(block, step - 1).count, block.lane());
  }
}

/// Updates all layers after the first and leaves the first one's gradient.
template <int kBatch, int kThreads>
__device__ __forceinline__ void backward_rest(const Block& block) {
  const LocalSgdPlan& plan = block.plan;
  for (std::uint32_t l = plan.head - 1;; --l) {
    if (l > 0) {
      backward_dense<kBatch, kThreads>(block, l);
      __syncthreads();
    }
    if (l + 1 == plan.head && plan.head < plan.layer_count) {
      update_head<kBatch, kThreads>(block);
    }
    if (l == 0) {
      return;
    }
    update_bias<kBatch, kThreads>(block, l);
    finish_input_gradient<kBatch, kThreads>(block, l);
    __syncthreads();
  }
}

template <int kBatch, int kThreads>
__device__ __forceinline__ void train(const Block& block, const Job& job, TileWeights& w) {
  const LocalSgdPlan& plan = block.plan;
#pragma unroll 1
  for (std::uint32_t step = 0; step < job.steps; ++step) {
    wait_for_copies();
    __syncthreads();
    fetch_batch<kBatch, kThreads>(block, job, step + 1);
    fetch_indices<kBatch>(block, job, step + 2);
    if (block.thread() == kThreads - 1) {
      keep_batch(block, job, step + 3);
    }
    const float* x = block.shared + plan.input + step % 2 * kBatch * plan.input_pitch;
    multiply_first<kBatch>(block, w, x);
    __syncthreads();
    finish_first<kBatch, kThreads>(block);
    forward_rest<kBatch, kThreads>(block, step);
    differentiate<kBatch, kThreads>(block, step);
    __syncthreads();
    if (plan.cluster > 1) {
      release_received(block);
    }
    backward_rest<kBatch, kThreads>(block);
    update_first_bias<kBatch>(block);
    update_first<kBatch>(block, x, w);
  }
  if (block.warp() == 0 && job.steps > 0) {
    add_losses<kBatch>(block, job.steps - 1, kept_batch(block, job.steps - 1).count, block.lane());
  }
}

/// Weights after the first layer's and all biases, `visit(shared float, offset in the parameters)`.
template <int kThreads, class Visit>
__device__ __forceinline__ void for_shared(const Block& block, Visit&& visit) {
  const LocalSgdPlan& plan = block.plan;
  for (std::uint32_t l = 0; l < plan.layer_count; ++l) {
    const DensePlan& layer = plan.layers[l];
    const std::uint32_t outputs = l == 0 ? block.rows().count : layer.outputs;
    const std::uint32_t first_output = l == 0 ? block.rows().first : 0;
    for (std::uint32_t o = block.thread(); o < outputs; o += kThreads) {
      visit(l, layer.bias + o, layer.bias_offset + first_output + o);
    }
    if (l == 0) {
      continue;
    }
    const std::uint32_t columns = block.columns(l);
    const std::uint32_t first_column = l == 1 ? block.rows().first : 0;
    for (std::uint32_t i = block.thread(); i < layer.outputs * columns; i += kThreads) {
      const std::uint32_t o = i / columns;
      const std::uint32_t k = i % columns;
      visit(l == 1 ? 0 : l, layer.weights + o * layer.pitch + k * layer.column_pitch,
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
    if (weights_end + block.thread() < layer.bias_offset) {
      to[weights_end + block.thread()] = 0.0F;
    }
    if (bias_end + block.thread() < next) {
      to[bias_end + block.thread()] = 0.0F;
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
  const Block block{plan, reinterpret_cast<float*>(shared_quads)};
  for (std::uint32_t i = 4 * block.thread(); i < plan.total; i += 4 * kThreads) {
    store4(block.shared + i, make_float4(0.0F, 0.0F, 0.0F, 0.0F));
  }
  __syncthreads();
  Job& job = *reinterpret_cast<Job*>(block.shared + plan.job);
  if (block.thread() == 0) {
    job = make_job(plan, data, lanes[blockIdx.x / plan.cluster]);
    for (std::uint32_t step = 0; step < 3; ++step) {
      keep_batch(block, job, step);
    }
    *reinterpret_cast<Slice*>(block.shared + plan.rows) =
        slice_of(plan.layers[0].outputs, plan.cluster, block.rank());
    if (plan.cluster > 1) {
      initialise_exchange(block);
    }
  }
  __syncthreads();
  if (plan.cluster > 1) {
    cluster_arrive();
    cluster_wait();
  }
  fetch_indices<kBatch>(block, job, 0);
  fetch_indices<kBatch>(block, job, 1);
  for_shared<kThreads>(block, [&](std::uint32_t, std::uint32_t at, std::uint32_t offset) {
    block.shared[at] = job.lane.start[offset];
  });
  TileWeights w;
  load_tile(block, make_tile(block), job.lane.start, w);
  wait_for_copies();
  __syncthreads();
  fetch_batch<kBatch, kThreads>(block, job, 0);

  train<kBatch, kThreads>(block, job, w);

  __syncthreads();
  store_tile(block, make_tile(block), w, job.lane.result);
  for_shared<kThreads>(block, [&](std::uint32_t owner, std::uint32_t at, std::uint32_t offset) {
    if (owner == 0 || block.rank() == 0) {
      job.lane.result[offset] = block.shared[at];
    }
  });
  if (block.rank() == 0) {
    store_padding(block, job.lane.result);
    if (block.thread() == 0) {
      store_statistics<kBatch>(block, job.lane);
    }
  }
  // No block leaves while another may still arrive at its barriers.
  if (plan.cluster > 1) {
    cluster_arrive();
    cluster_wait();
  }
#endif
}

}  // namespace simgrad::cuda
