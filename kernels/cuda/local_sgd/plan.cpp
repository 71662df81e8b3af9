#include "kernels/cuda/local_sgd/plan.hpp"

#include <algorithm>

namespace simgrad::cuda {
namespace {

constexpr std::uint32_t kMaximumTails = 4;
constexpr std::uint32_t kMaximumForwardParts = 8;
constexpr std::uint32_t kMaximumGradientParts = 16;

std::uint32_t ceiling(std::uint32_t count, std::uint32_t unit) {
  return (count + unit - 1) / unit;
}

std::uint32_t quads(std::uint32_t floats) {
  return ceiling(floats, 4);
}

Divisor divisor(std::uint32_t value) {
  return {value, static_cast<std::uint32_t>((std::uint64_t{1} << 32U) / value + 1)};
}

class Layout {
 public:
  std::uint32_t take(std::uint32_t floats) {
    const std::uint32_t at = used_;
    used_ += 4 * quads(floats);
    return at;
  }
  [[nodiscard]] std::uint32_t used() const { return used_; }

 private:
  std::uint32_t used_ = 0;
};

/// Full chunks of columns, then lanes for the rest, or one more chunk where the rest is long.
bool tile_first_layer(LocalSgdPlan& plan) {
  const DensePlan& first = plan.layers[0];
  const std::uint32_t columns = quads(first.inputs);
  plan.groups = divisor(ceiling(ceiling(first.outputs, plan.cluster), kTileRows));
  plan.chunks = columns / kChunkQuads;
  plan.tails = ceiling(columns % kChunkQuads, 2);
  if (plan.tails > kMaximumTails) {
    plan.tails = 0;
    ++plan.chunks;
  }
  plan.input_pitch = 4 * (plan.chunks * kChunkQuads + plan.tails * 2);
  return plan.groups.value * plan.chunks + ceiling(plan.groups.value * plan.tails, 32) <=
         plan.warps;
}

/// Columns of a layer's weights that one block has.
std::uint32_t columns(const LocalSgdPlan& plan, std::uint32_t layer) {
  const std::uint32_t inputs = plan.layers[layer].inputs;
  return layer == 1 ? ceiling(inputs, plan.cluster) : inputs;
}

void lay_out_dense(LocalSgdPlan& plan, std::uint32_t index, Layout& layout) {
  DensePlan& layer = plan.layers[index];
  const std::uint32_t width = columns(plan, index);
  const std::uint32_t threads = plan.warps * 32;
  const std::uint32_t batch_parts = plan.batch == 10 ? 2 : 4;
  if (index == plan.head) {
    layer.pitch = 1;
    layer.column_pitch = kHeadPitch;
    layer.weights = layout.take(layer.inputs * kHeadPitch);
    return;
  }
  // Half of it odd: pairs of columns from 16 rows touch all banks once.
  layer.pitch = (width + 1) / 4 * 4 + 2;
  layer.column_pitch = 1;
  layer.weights = layout.take(layer.output_pitch * layer.pitch);
  layer.groups = divisor(quads(layer.outputs));
  layer.forward_parts =
      std::clamp(threads / (layer.groups.value * batch_parts), 1U, kMaximumForwardParts);
  layer.width = divisor(width);
  layer.gradient_parts = std::clamp(threads / width, 1U, kMaximumGradientParts);
}

std::uint32_t scratch_floats(const LocalSgdPlan& plan) {
  std::uint32_t most = (plan.chunks + plan.tails) * plan.batch * plan.layers[0].output_pitch;
  for (std::uint32_t l = 1; l < plan.layer_count; ++l) {
    const DensePlan& layer = plan.layers[l];
    if (l < plan.head) {
      most = std::max(most, layer.forward_parts * plan.batch * layer.output_pitch);
      most = std::max(most, layer.gradient_parts * plan.batch * 4 * quads(layer.width.value));
    }
  }
  return most;
}

void lay_out(LocalSgdPlan& plan) {
  Layout layout;
  plan.losses = layout.take(3 * plan.batch);
  plan.samples = layout.take(6 * plan.batch);
  plan.barriers = layout.take(4);
  plan.job = layout.take(kJobFloats);
  plan.rows = layout.take(4);
  plan.batches = layout.take(4 * kKeptBatches);
  plan.labels = layout.take(2 * plan.batch);
  plan.indices = layout.take(2 * plan.batch);
  plan.input = layout.take(2 * plan.batch * plan.input_pitch);
  for (std::uint32_t l = 0; l < plan.layer_count; ++l) {
    DensePlan& layer = plan.layers[l];
    const std::uint32_t rows = l == 0 ? ceiling(layer.outputs, plan.cluster) : layer.outputs;
    layer.output_pitch = l == plan.head ? kHeadPitch : 4 * quads(rows);
    layer.bias = layout.take(layer.output_pitch);
    layer.output = layout.take(plan.batch * layer.output_pitch);
    if (l == 0) {
      layer.gradient = layout.take(plan.groups.value * plan.batch * 96);
    } else {
      layer.gradient = layout.take(l == plan.head ? plan.batch * kHeadPitch
                                                  : layer.outputs * gradient_pitch(plan.batch));
      lay_out_dense(plan, l, layout);
    }
  }
  if (plan.head < plan.layer_count) {
    plan.head_layer = plan.layers[plan.head];
    plan.head_inputs = plan.layers[plan.head - 1];
  }
  plan.scratch = layout.take(scratch_floats(plan));
  if (plan.cluster > 1) {
    plan.received = layout.take(plan.cluster * plan.batch * plan.layers[1].output_pitch);
  }
  plan.total = layout.used();
}

bool is_sound(const LocalSgdShape& shape, std::uint32_t cluster) {
  if (shape.layer_count == 0 || shape.layer_count > kMaximumLayers || shape.batch_size == 0 ||
      shape.batch_size > 16) {
    return false;
  }
  return cluster == 1 || (shape.layer_count > 1 && shape.layers[0].outputs >= cluster);
}

}  // namespace

bool make_local_sgd_plan(const LocalSgdShape& shape, std::uint32_t cluster, std::uint32_t warps,
                         std::uint32_t shared_bytes, LocalSgdPlan& plan) {
  if (!is_sound(shape, cluster)) {
    return false;
  }
  plan = {};
  for (std::uint32_t l = 0; l < shape.layer_count; ++l) {
    const LocalSgdDense& dense = shape.layers[l];
    DensePlan& layer = plan.layers[l];
    layer.inputs = dense.inputs;
    layer.outputs = dense.outputs;
    layer.relu = dense.relu;
    layer.weight_offset = dense.weight_offset;
    layer.bias_offset = dense.bias_offset;
  }
  plan.layer_count = shape.layer_count;
  plan.padded_count = shape.padded_count;
  plan.batch_size = shape.batch_size;
  plan.epochs = shape.epochs;
  plan.learning_rate = shape.learning_rate;
  plan.batch = shape.batch_size <= 10 ? 10 : 16;
  plan.warps = warps;
  plan.cluster = cluster;
  const std::uint32_t last = plan.layer_count - 1;
  const bool has_head =
      last > (cluster == 1 ? 0U : 1U) && plan.layers[last].outputs <= kHeadOutputs;
  plan.head = has_head ? last : plan.layer_count;
  if (!tile_first_layer(plan)) {
    return false;
  }
  lay_out(plan);
  return std::uint64_t{plan.total} * 4 <= shared_bytes;
}

}  // namespace simgrad::cuda
