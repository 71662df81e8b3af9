#include "kernels/buffer.hpp"
#include "kernels/cuda/check.hpp"
#include "kernels/cuda/lane_network.hpp"
#include "kernels/cuda/level.hpp"

/// Levels of gradients, of whole models and of stages: a lane a batch, all at the same parameters.
namespace simgrad::cuda {
namespace {

/// Only read: nothing of a level changes its parameters.
LaneParameters shared_parameters(const float* parameters) {
  return {const_cast<float*>(parameters), 0};
}

/// Bytes of the lanes' batches and labels in a parcel.
std::size_t batch_bytes(std::size_t lanes, std::size_t batch) {
  return lanes *
         (batch * (sizeof(std::uint32_t) + sizeof(std::int32_t)) + sizeof(LaneBatches) + 64);
}

void copy(const float* from, float* to, std::size_t count, cudaStream_t stream) {
  check(cudaMemcpyAsync(to, from, count * sizeof(float), cudaMemcpyDeviceToDevice, stream),
        "a batch's numbers");
}

}  // namespace

template <class Kind>
Batches Level::add_batches() {
  std::vector<LaneBatches> lane_batches;
  lane_batches.reserve(values_.size());
  for (std::size_t lane = 0; lane < values_.size(); ++lane) {
    const auto& order = *work<Kind>(lane).batch;
    lane_batches.push_back({parcel_->add(std::span<const std::uint32_t>(order)),
                            static_cast<std::uint32_t>(order.size()), 1});
  }
  const std::uint32_t start = 0;
  return {parcel_->add(std::span<const LaneBatches>(lane_batches)),
          parcel_->add(std::span<const std::uint32_t>(&start, 1)), lanes(),
          lane_batches.front().count};
}

void Level::launch(const Gradient& first) {
  const std::size_t count = first.model->padded_count();
  float* results = take_results(count);
  begin_parcel(batch_bytes(values_.size(), first.batch->size()));
  const Batches batches = add_batches<Gradient>();
  samples_.assign(values_.size(), batches.batch);
  parcel_->send();
  check(cudaMemsetAsync(results, 0, values_.size() * count * sizeof(float), gpu_.stream()),
        "padding");
  const DeviceSamples data_set = gpu_.train(first.data);
  LaneNetwork network(gpu_, *first.model, lanes(), batches.batch, data_set.stride);
  const LaneParameters parameters = shared_parameters(data(first.parameters));
  gather(batches, data_set, network.input(), network.input_lane_stride(), network.labels(),
         gpu_.stream());
  network.forward(parameters, network.input());
  network.loss(batches, network.labels(), statistics_);
  network.backward(batches, parameters, {{results, count}, 1.0F, 0.0F});
}

const std::int32_t* Level::add_labels() {
  std::vector<std::int32_t> labels;
  for (std::size_t lane = 0; lane < values_.size(); ++lane) {
    const auto& backward = work<StageBackward>(lane);
    for (const std::uint32_t sample : *backward.batch) {
      labels.push_back(backward.data->train.labels[sample]);
    }
  }
  return parcel_->add(std::span<const std::int32_t>(labels));
}

template <class StagePass>
void Level::take_inputs(const Batches& batches, LaneNetwork& network) {
  const auto& first = work<StagePass>(0);
  if (first.stage->position().first) {
    gather(batches, gpu_.train(first.data), network.input(), network.input_lane_stride(),
           network.labels(), gpu_.stream());
    return;
  }
  for (std::size_t lane = 0; lane < values_.size(); ++lane) {
    copy(data(work<StagePass>(lane).input), network.input() + lane * network.input_lane_stride(),
         batches.batch * first.stage->inputs(), gpu_.stream());
  }
}

namespace {

/// Floats from one row of a stage's input to the next.
template <class StagePass>
std::size_t input_stride(Gpu& gpu, const StagePass& work) {
  return work.stage->position().first ? gpu.train(work.data).stride : work.stage->inputs();
}

}  // namespace

void Level::launch(const StageForward& first) {
  float* results = take_results(values_.front()->floats());
  begin_parcel(batch_bytes(values_.size(), first.batch->size()));
  const Batches batches = add_batches<StageForward>();
  parcel_->send();
  LaneNetwork network(gpu_, *first.stage, lanes(), batches.batch, input_stride(gpu_, first));
  take_inputs<StageForward>(batches, network);
  network.forward(shared_parameters(data(first.parameters)), network.input());
  // Results lie as far apart as outputs do.
  copy(network.output(), results, values_.size() * network.output_lane_stride(), gpu_.stream());
  statistics_ = nullptr;
}

void Level::launch(const StageBackward& first) {
  const StagePosition& position = first.stage->position();
  const std::size_t count = first.stage->padded_count();
  const std::size_t stride = padded(values_.front()->floats());
  float* results = take_results(values_.front()->floats());
  begin_parcel(batch_bytes(values_.size(), first.batch->size()));
  const Batches batches = add_batches<StageBackward>();
  const std::int32_t* labels = position.last ? add_labels() : nullptr;
  samples_.assign(values_.size(), position.last ? batches.batch : 0);
  parcel_->send();
  check(cudaMemsetAsync(results, 0, values_.size() * stride * sizeof(float), gpu_.stream()),
        "padding");
  LaneNetwork network(gpu_, *first.stage, lanes(), batches.batch, input_stride(gpu_, first));
  const LaneParameters parameters = shared_parameters(data(first.parameters));
  take_inputs<StageBackward>(batches, network);
  network.forward(parameters, network.input());
  if (position.last) {
    network.loss(batches, labels, statistics_, static_cast<std::uint32_t>(first.total_samples));
  }
  for (std::size_t lane = 0; !position.last && lane < values_.size(); ++lane) {
    const ArraySlice& gradient = work<StageBackward>(lane).output_gradient;
    copy(data(gradient.value) + gradient.offset,
         network.output_gradient() + lane * network.output_lane_stride(), gradient.count,
         gpu_.stream());
  }
  network.backward(batches, parameters, {{results, stride}, 1.0F, 0.0F});
  for (std::size_t lane = 0; !position.first && lane < values_.size(); ++lane) {
    copy(network.input_gradient() + lane * network.input_lane_stride(),
         results + lane * stride + count, batches.batch * first.stage->inputs(), gpu_.stream());
  }
}

}  // namespace simgrad::cuda
