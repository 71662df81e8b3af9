#include "kernels/cuda/level.hpp"

#include <algorithm>
#include <numeric>

#include "kernels/buffer.hpp"
#include "kernels/cuda/check.hpp"
#include "kernels/cuda/lane_network.hpp"
#include "kernels/cuda/updates.hpp"

namespace simgrad::cuda {
namespace {

constexpr std::size_t kFlatEvaluationRows = 2048;
constexpr std::size_t kPictureEvaluationRows = 256;  // patches take a hundred times the picture

std::uint32_t evaluation_rows(const Evaluation& work) {
  const auto& layers = work.model->layers();
  const bool flat = std::all_of(layers.begin(), layers.end(), [](const Layer& layer) {
    return std::holds_alternative<DenseLayer>(layer);
  });
  return static_cast<std::uint32_t>(
      std::min(flat ? kFlatEvaluationRows : kPictureEvaluationRows, work.data->test.count()));
}

std::size_t lane_floats(const InitialState& work) {
  return work.model->padded_count() * (1 + work.slots);
}
std::size_t lane_floats(const Gradient& work) {
  return work.model->padded_count() +
         LaneNetwork::floats_per_lane(*work.model, static_cast<std::uint32_t>(work.batch->size()),
                                      work.data->train.stride);
}
std::size_t lane_floats(const LocalTraining& work) {
  return work.model->padded_count() * (2 + slots(work.optimizer)) +
         work.samples->size() * static_cast<std::size_t>(work.epochs) +
         LaneNetwork::floats_per_lane(*work.model, batch_rows(work), work.data->train.stride);
}
std::size_t lane_floats(const Evaluation& work) {
  return LaneNetwork::floats_per_lane(*work.model, evaluation_rows(work), work.data->test.stride);
}
std::size_t lane_floats(const Aggregation& work) {
  return work.updates.front().floats();
}
std::size_t lane_floats(const OptimizerStep& work) {
  return work.state.floats();
}
std::size_t lane_floats(const LinearCombination& work) {
  return padded(work.count);
}
std::size_t lane_floats(const Concatenation& work) {
  return floats(work);
}
std::size_t lane_floats(const Rounding& work) {
  return padded(work.source.floats()) + 1;
}
std::size_t lane_floats(const Corruption& work) {
  return work.source.floats();
}
template <class StagePass>
std::size_t stage_lane_floats(const StagePass& work) {
  const Model& stage = *work.stage;
  const auto batch = static_cast<std::uint32_t>(work.batch->size());
  return padded(floats(work)) +
         LaneNetwork::floats_per_lane(
             stage, batch, stage.position().first ? work.data->train.stride : stage.inputs());
}
std::size_t lane_floats(const StageForward& work) {
  return stage_lane_floats(work);
}
std::size_t lane_floats(const StageBackward& work) {
  return stage_lane_floats(work);
}

}  // namespace

std::uint32_t batch_rows(const LocalTraining& work) {
  const std::size_t count = work.samples->size();
  const std::size_t wanted = work.batch_size == 0 ? std::max<std::size_t>(count, 1)
                                                  : static_cast<std::size_t>(work.batch_size);
  return static_cast<std::uint32_t>(std::clamp<std::size_t>(count, 1, wanted));
}

std::size_t steps(const LocalTraining& work) {
  const std::size_t batch = batch_rows(work);
  return static_cast<std::size_t>(work.epochs) * ((work.samples->size() + batch - 1) / batch);
}

Event::Event() {
  check(cudaEventCreateWithFlags(&event_, cudaEventBlockingSync), "event");
}

Event::~Event() {
  (void)cudaEventDestroy(event_);
}

void Event::record(cudaStream_t stream) {
  check(cudaEventRecord(event_, stream), "event");
}

void Event::wait() const {
  check(cudaEventSynchronize(event_), "a level of works");
}

std::size_t Level::floats_per_lane(const Work& work) {
  return std::visit(
      [](const auto& kind) {
        return lane_floats(kind);
      },
      work);
}

Level::Level(Gpu& gpu, std::size_t gpu_index, Values values)
    : gpu_(gpu), gpu_index_(gpu_index), values_(std::move(values)) {
  gpu_.activate();
  try {
    settle_data();
    begin_.record(gpu_.stream());
    std::visit(
        [&](const auto& first) {
          launch(first);
        },
        *values_.front()->work);
  } catch (...) {
    // What is under way still reads the parcel.
    (void)cudaStreamSynchronize(gpu_.stream());
    throw;
  }
  if (statistics_ != nullptr) {
    parcel_->fetch(statistics_, values_.size() * sizeof(LaneStatistics));
  }
  end_.record(gpu_.stream());
}

namespace {

/// What has to be on the device before a work's time begins.
void settle(Gpu& gpu, const LocalTraining& work) {
  (void)gpu.samples(work.samples);
  (void)gpu.train(work.data);
}
void settle(Gpu& gpu, const Gradient& work) {
  (void)gpu.train(work.data);
}
void settle(Gpu& gpu, const Evaluation& work) {
  (void)gpu.test(work.data);
}
template <class StagePass>
void settle_stage(Gpu& gpu, const StagePass& work) {
  if (work.stage->position().first) {
    (void)gpu.train(work.data);
  }
}
void settle(Gpu& gpu, const StageForward& work) {
  settle_stage(gpu, work);
}
void settle(Gpu& gpu, const StageBackward& work) {
  settle_stage(gpu, work);
}
template <class Kind>
void settle(Gpu& /*gpu*/, const Kind& /*work*/) {}

}  // namespace

void Level::settle_data() {
  for (const auto& value : values_) {
    std::visit(
        [this](const auto& kind) {
          settle(gpu_, kind);
        },
        *value->work);
  }
}

double Level::finish() {
  gpu_.activate();
  end_.wait();
  for (std::size_t lane = 0; statistics_ != nullptr && lane < values_.size(); ++lane) {
    const LaneStatistics& counted = parcel_->fetched(statistics_)[lane];
    values_[lane]->statistics = {counted.loss_sum, counted.correct, samples_[lane]};
  }
  if (const auto* corruption = std::get_if<Corruption>(values_.front()->work.get())) {
    values_.front()->statistics = cuda_value(corruption->source).statistics;
  }
  float milliseconds = 0.0F;
  check(cudaEventElapsedTime(&milliseconds, begin_.get(), end_.get()), "time of a level");
  return static_cast<double>(milliseconds) * 1e-3;
}

const float* Level::data(const Value& value) const {
  return cuda_value(value).slices[gpu_index_].data;
}

float* Level::take_results(std::size_t floats_per_lane) {
  const std::size_t stride = padded(floats_per_lane);
  const auto results = gpu_.take_results(values_.size() * stride);
  for (std::size_t lane = 0; lane < values_.size(); ++lane) {
    CudaValue& value = *values_[lane];
    value.slices.resize(std::max(value.slices.size(), gpu_index_ + 1));
    value.slices[gpu_index_] = {results, results->data() + lane * stride};
    value.home = gpu_index_;
  }
  return results->data();
}

void Level::begin_parcel(std::size_t bytes) {
  const std::vector<LaneStatistics> zeros(values_.size());
  parcel_ =
      std::make_unique<Parcel>(gpu_, bytes + values_.size() * (sizeof(LaneStatistics) + 64) + 4096);
  statistics_ = parcel_->add(std::span<const LaneStatistics>(zeros));
}

void Level::launch(const InitialState& first) {
  std::vector<float> state(values_.front()->floats(), 0.0F);
  initialize(*first.model, first.stream,
             std::span<float>(state).first(first.model->padded_count()));
  float* result = take_results(state.size());
  begin_parcel(state.size() * sizeof(float));
  const float* sent = parcel_->add(std::span<const float>(state));
  parcel_->send();
  check(cudaMemcpyAsync(result, sent, state.size() * sizeof(float), cudaMemcpyDeviceToDevice,
                        gpu_.stream()),
        "initial state");
  statistics_ = nullptr;
}

void Level::launch(const LocalTraining& first) {
  const std::uint32_t batch = batch_rows(first);
  for (std::size_t lane = 0; lane < values_.size(); ++lane) {
    const auto& training = work<LocalTraining>(lane);
    samples_.push_back(static_cast<std::int64_t>(training.samples->size()) * training.epochs);
  }
  // A level's longest training is its first; trainings without a step are levels of their own.
  if (steps(first) == 0) {
    copy_starts();
  } else if (!train_on_chip(first, batch)) {
    train_in_steps(first, batch);
  }
}

void Level::launch(const Evaluation& first) {
  begin_parcel(0);
  samples_.push_back(static_cast<std::int64_t>(first.data->test.count()));
  parcel_->send();
  (void)take_results(0);
  const DeviceSamples test = gpu_.test(first.data);
  const std::uint32_t block = evaluation_rows(first);
  const LaneParameters parameters{const_cast<float*>(data(first.parameters)), 0};  // only read
  LaneNetwork network(gpu_, *first.model, 1, block, test.stride);
  const auto count = static_cast<std::uint32_t>(first.data->test.count());
  for (std::uint32_t begin = 0; begin < count; begin += block) {
    const std::uint32_t rows = std::min(block, count - begin);
    network.set_rows(rows);
    network.forward(parameters, test.features + static_cast<std::size_t>(begin) * test.stride);
    network.loss({nullptr, nullptr, 1, rows}, test.labels + begin, statistics_);
  }
}

void Level::launch(const Aggregation& first) {
  const std::size_t count = first.updates.front().floats();
  float* result = take_results(count);
  std::vector<const float*> updates;
  updates.reserve(first.updates.size());
  for (const Value& update : first.updates) {
    updates.push_back(data(update));
  }
  const std::vector<double> factors = first.rule->factors(first.weights);
  if (!factors.empty()) {
    begin_parcel(updates.size() * (sizeof(const float*) + sizeof(double)) + 128);
    const auto* device_updates = parcel_->add(std::span<const float* const>(updates));
    const double* device_factors = parcel_->add(std::span<const double>(factors));
    parcel_->send();
    weighted_sum(device_updates, device_factors, static_cast<std::uint32_t>(updates.size()), result,
                 count, gpu_.stream());
    statistics_ = nullptr;
    return;
  }
  // A rule that is no sum is computed on the host.
  std::vector<std::vector<float>> copies(updates.size(), std::vector<float>(count));
  for (std::size_t k = 0; k < updates.size(); ++k) {
    check(cudaMemcpyAsync(copies[k].data(), updates[k], count * sizeof(float),
                          cudaMemcpyDeviceToHost, gpu_.stream()),
          "an update");
    updates[k] = copies[k].data();
  }
  check(cudaStreamSynchronize(gpu_.stream()), "the updates");
  std::vector<float> out(count);
  const std::size_t counted = first.rule->combine(updates, first.weights, out);
  if (first.rule->screens()) {
    values_.front()->statistics = counted_updates(updates.size(), counted);
  }
  check(cudaMemcpyAsync(result, out.data(), count * sizeof(float), cudaMemcpyHostToDevice,
                        gpu_.stream()),
        "an aggregate");
}

void Level::launch(const OptimizerStep& first) {
  const std::size_t count = first.gradient.floats();
  float* result = take_results(first.state.floats());
  check(cudaMemcpyAsync(result, data(first.state), first.state.floats() * sizeof(float),
                        cudaMemcpyDeviceToDevice, gpu_.stream()),
        "a training state");
  begin_parcel(sizeof(UpdateRule));
  std::visit(
      [&](const auto& kind) {
        const auto rule = kind.at(first.step);
        const auto* rules = parcel_->add(std::span(&rule, 1));
        parcel_->send();
        apply({nullptr, nullptr, 1, 1}, rules, 1, result, data(first.gradient), result + count, 0,
              count, gpu_.stream());
      },
      first.optimizer);
  statistics_ = nullptr;
}

}  // namespace simgrad::cuda
