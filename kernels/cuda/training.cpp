#include <algorithm>

#include "kernels/buffer.hpp"
#include "kernels/cuda/check.hpp"
#include "kernels/cuda/lane_network.hpp"
#include "kernels/cuda/level.hpp"
#include "kernels/cuda/local_sgd/local_sgd.hpp"
#include "kernels/cuda/updates.hpp"

namespace simgrad::cuda {
namespace {

/// A captured sequence of launches, to be repeated at the cost of one.
class Graph {
 public:
  /// Captures what `body` enqueues on the stream, which runs none of it.
  template <class Body>
  Graph(cudaStream_t stream, Body&& body) : stream_(stream) {
    cudaGraph_t graph = nullptr;
    check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "capture of a step");
    try {
      body();
    } catch (...) {
      (void)cudaStreamEndCapture(stream, &graph);
      (void)cudaGraphDestroy(graph);
      throw;
    }
    check(cudaStreamEndCapture(stream, &graph), "capture of a step");
    const cudaError_t status = cudaGraphInstantiate(&executable_, graph, 0);
    (void)cudaGraphDestroy(graph);
    check(status, "graph of a step");
  }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;
  /// A graph that is still under way is freed once it is through.
  ~Graph() { (void)cudaGraphExecDestroy(executable_); }

  void launch() { check(cudaGraphLaunch(executable_, stream_), "graph of a step"); }

 private:
  cudaStream_t stream_;
  cudaGraphExec_t executable_ = nullptr;
};

/// The rule at every step from the first on; one where all are the same.
template <class Rule>
std::vector<Rule> rules_of(const Rule& rule, std::size_t steps) {
  std::vector<Rule> rules;
  rules.reserve(steps);
  for (std::size_t t = 1; t <= steps; ++t) {
    rules.push_back(rule.at(static_cast<std::int64_t>(t)));
  }
  return rules;
}
template <>
std::vector<SgdRule> rules_of(const SgdRule& rule, std::size_t /*steps*/) {
  return {rule};
}

/// The rules of any optimizer on the device, and how to apply them.
struct Optimizer {
  const void* rules = nullptr;
  std::uint32_t rule_count = 0;
  UpdateRule kind;

  void apply(const Batches& batches, float* parameters, const float* gradient, float* slots,
             std::size_t count, cudaStream_t stream) const {
    std::visit(
        [&](const auto& rule) {
          using Rule = std::decay_t<decltype(rule)>;
          cuda::apply(batches, static_cast<const Rule*>(rules), rule_count, parameters, gradient,
                      slots, rule.slots() * count, count, stream);
        },
        kind);
  }
};

Optimizer send_rules(Parcel& parcel, const UpdateRule& kind, std::size_t steps) {
  return std::visit(
      [&](const auto& rule) {
        using Rule = std::decay_t<decltype(rule)>;
        const std::vector<Rule> rules = rules_of(rule, steps);
        return Optimizer{parcel.add(std::span<const Rule>(rules)),
                         static_cast<std::uint32_t>(rules.size()), kind};
      },
      kind);
}

const SgdRule* plain_sgd(const UpdateRule& rule) {
  const auto* sgd = std::get_if<SgdRule>(&rule);
  return sgd != nullptr && sgd->is_plain() ? sgd : nullptr;
}

/// The model for the kernel that keeps weights on the chip. False if it has other than dense
/// layers, too many of them, or another precision.
bool describe(const Model& model, LocalSgdShape& shape) {
  if (model.precision() != Precision::kFloat32 || model.layers().size() > shape.layers.size()) {
    return false;
  }
  const auto narrow = [](std::size_t n) {
    return static_cast<std::uint32_t>(n);
  };
  for (const Layer& layer : model.layers()) {
    const auto* dense = std::get_if<DenseLayer>(&layer);
    if (dense == nullptr) {
      return false;
    }
    shape.layers[shape.layer_count++] = {narrow(dense->inputs), narrow(dense->outputs),
                                         dense->relu ? 1U : 0U, narrow(dense->weight_offset),
                                         narrow(dense->bias_offset)};
  }
  shape.padded_count = narrow(model.padded_count());
  return true;
}

/// Local training of all lanes by products over all of them, a graph a step.
class StepwiseTraining {
 public:
  StepwiseTraining(Gpu& gpu, const Model& model, const Batches& batches,
                   const LaneParameters& parameters, const Optimizer& optimizer)
      : gpu_(gpu),
        batches_(batches),
        parameters_(parameters),
        optimizer_(optimizer),
        plain_(plain_sgd(optimizer_.kind)),
        network_(gpu, model, batches.lane_count, batches.batch, padded(model.inputs())) {
    const std::size_t floats = plain_ != nullptr ? 0 : batches.lane_count * parameters.lane_stride;
    gradient_ = take_zeros(floats);
    state_ = take_zeros(floats * slots(optimizer.kind));
  }

  void run(const DeviceSamples& data, std::uint32_t* step, LaneStatistics* statistics,
           std::size_t step_count) {
    const auto one_step = [&] {
      enqueue_step(data, statistics);
      advance(step, gpu_.stream());
    };
    one_step();  // chooses the products' algorithms, which a capture could not
    if (step_count == 1) {
      return;
    }
    Graph graph(gpu_.stream(), one_step);
    for (std::size_t i = 1; i < step_count; ++i) {
      graph.launch();
    }
  }

 private:
  Buffer take_zeros(std::size_t floats) {
    Buffer buffer = gpu_.take(floats * sizeof(float));
    check(cudaMemsetAsync(buffer.data(), 0, floats * sizeof(float), gpu_.stream()), "zeros");
    return buffer;
  }

  void enqueue_step(const DeviceSamples& data, LaneStatistics* statistics) {
    auto* gradient = gradient_.as<float>();
    gather(batches_, data, network_.input(), network_.input_lane_stride(), network_.labels(),
           gpu_.stream());
    network_.forward(parameters_, network_.input());
    network_.loss(batches_, network_.labels(), statistics);
    if (plain_ != nullptr) {
      network_.backward(batches_, parameters_, {parameters_, -plain_->learning_rate, 1.0F});
      return;
    }
    network_.backward(batches_, parameters_, {{gradient, parameters_.lane_stride}, 1.0F, 0.0F});
    optimizer_.apply(batches_, parameters_.data, gradient, state_.as<float>(),
                     parameters_.lane_stride, gpu_.stream());
  }

  Gpu& gpu_;
  Batches batches_;
  LaneParameters parameters_;
  Optimizer optimizer_;
  const SgdRule* plain_;
  LaneNetwork network_;
  Buffer gradient_;
  Buffer state_;
};

constexpr std::size_t kRuleBytes = std::max(sizeof(SgdRule), sizeof(AdamWRule));

}  // namespace

Level::Orders Level::add_orders() {
  std::size_t entries = 0;
  for (const std::int64_t samples : samples_) {
    entries += static_cast<std::size_t>(samples);
  }
  Orders orders{gpu_.take(entries * sizeof(std::uint32_t)), {}, nullptr};
  auto* order = orders.buffer.as<std::uint32_t>();
  std::vector<LaneShuffle> shuffles;
  shuffles.reserve(values_.size());
  orders.batches.reserve(values_.size());
  for (std::size_t lane = 0; lane < values_.size(); ++lane) {
    const auto& training = work<LocalTraining>(lane);
    const auto count = static_cast<std::uint32_t>(training.samples->size());
    const auto epochs = static_cast<std::uint32_t>(training.epochs);
    shuffles.push_back({gpu_.samples(training.samples), order, count, epochs, training.stream});
    orders.batches.push_back({order, count, epochs});
    order += samples_[lane];
  }
  orders.shuffles = parcel_->add(std::span<const LaneShuffle>(shuffles));
  return orders;
}

void Level::copy_starts() {
  const std::size_t count = values_.front()->floats();
  float* parameters = take_results(count);
  begin_parcel(values_.size() * sizeof(float*) + 64);
  const auto* starts = add_starts();
  parcel_->send();
  copy_lanes(starts, parameters, count, lanes(), gpu_.stream());
}

const float* const* Level::add_starts() {
  std::vector<const float*> starts;
  starts.reserve(values_.size());
  for (std::size_t lane = 0; lane < values_.size(); ++lane) {
    starts.push_back(data(work<LocalTraining>(lane).parameters));
  }
  return parcel_->add(std::span<const float* const>(starts));
}

bool Level::train_on_chip(const LocalTraining& first, std::uint32_t batch) {
  const SgdRule* plain = plain_sgd(first.optimizer);
  LocalSgdShape shape{};
  if (plain == nullptr || gpu_.compute_capability() < 90 || !describe(*first.model, shape)) {
    return false;
  }
  shape.batch_size = batch;
  shape.epochs = static_cast<std::uint32_t>(first.epochs);
  shape.learning_rate = plain->learning_rate;
  if (!local_sgd_fits(shape)) {
    return false;
  }
  float* results = take_results(first.model->padded_count());
  begin_parcel(values_.size() * (sizeof(LaneShuffle) + sizeof(LocalSgdLane)) + 1024);
  const Orders orders = add_orders();
  std::vector<LocalSgdLane> chip_lanes;
  chip_lanes.reserve(values_.size());
  for (std::size_t lane = 0; lane < values_.size(); ++lane) {
    const LaneBatches& batches = orders.batches[lane];
    chip_lanes.push_back({data(work<LocalTraining>(lane).parameters),
                          results + lane * first.model->padded_count(), batches.order,
                          batches.count, &statistics_[lane].loss_sum, &statistics_[lane].correct});
  }
  const auto* device_lanes = parcel_->add(std::span<const LocalSgdLane>(chip_lanes));
  parcel_->send();
  shuffle(orders.shuffles, lanes(), gpu_.stream());
  check(launch_local_sgd(shape, gpu_.train(first.data), device_lanes, lanes(), gpu_.stream()),
        "local training");
  return true;
}

void Level::train_in_steps(const LocalTraining& first, std::uint32_t batch) {
  const std::size_t count = first.model->padded_count();
  const std::size_t step_count = steps(first);  // the level's largest: its works are sorted by it
  float* parameters = take_results(count);
  begin_parcel(values_.size() * (sizeof(LaneShuffle) + sizeof(LaneBatches) + sizeof(float*)) +
               step_count * kRuleBytes + 1024);
  const auto* starts = add_starts();
  const std::uint32_t zero = 0;
  auto* step = parcel_->add(std::span<const std::uint32_t>(&zero, 1));
  const Optimizer optimizer = send_rules(*parcel_, first.optimizer, step_count);
  const Orders orders = add_orders();
  const Batches batches{parcel_->add(std::span<const LaneBatches>(orders.batches)), step, lanes(),
                        batch};
  parcel_->send();
  shuffle(orders.shuffles, lanes(), gpu_.stream());
  copy_lanes(starts, parameters, count, lanes(), gpu_.stream());

  const DeviceSamples data_set = gpu_.train(first.data);
  StepwiseTraining training(gpu_, *first.model, batches, {parameters, count}, optimizer);
  training.run(data_set, step, statistics_, step_count);
}

}  // namespace simgrad::cuda
