#include "sim/strategies/pipeline_stage.hpp"

#include <algorithm>

namespace simgrad {
namespace {

/// Of what a neighbour sends about a micro-batch: one value in a step.
std::int64_t tag(std::size_t micro_batch) {
  return static_cast<std::int64_t>(micro_batch);
}

}  // namespace

StageStep::StageStep(Training& training, const PipelineOptions& options, const Communicator& peers,
                     std::shared_ptr<const Model> stage, const Value& part,
                     const std::vector<Indices>& micro_batches)
    : training_(training),
      options_(options),
      peers_(peers),
      stage_(std::move(stage)),
      part_(part),
      micro_batches_(micro_batches),
      gradients_(micro_batches.size()) {
  for (const Indices& batch : micro_batches) {
    samples_ += batch->size();
  }
}

Outcome<StageStep::Done> StageStep::make(const Pass& pass) {
  return pass.way == Pass::Way::kForward ? forward(pass.micro_batch) : backward(pass.micro_batch);
}

Outcome<StageStep::Done> StageStep::forward(std::size_t i) {
  Value& input = inputs_[i];
  if (!is_first()) {
    const auto received = peers_.receive(peers_.rank() - 1, tag(i));
    if (!received) {
      return received.failure();
    }
    input = *received;
  }
  most_in_flight_ = std::max(most_in_flight_, inputs_.size());
  StageForward work{stage_, training_.data(), micro_batches_[i], input, part_};
  const double work_flop = timed(flop(work));
  if (is_last()) {
    peers_.node().spend(work_flop);  // the way back computes the numbers
    return Done{};
  }
  const Value output = peers_.node().compute({std::move(work), work_flop});
  send(peers_.rank() + 1, i, output, stage_->outputs());
  return Done{};
}

Outcome<StageStep::Done> StageStep::backward(std::size_t i) {
  const Indices& batch = micro_batches_[i];
  ArraySlice output_gradient;
  if (!is_last()) {
    const auto received = peers_.receive(peers_.rank() + 1, tag(i));
    if (!received) {
      return received.failure();
    }
    output_gradient = {*received, 0, batch->size() * stage_->outputs()};
  }
  const Value input = inputs_.extract(i).mapped();
  StageBackward work{stage_, training_.data(), batch, input, part_, output_gradient, samples_};
  double work_flop = flop(work);
  if (options_.recompute) {
    work_flop += flop(StageForward{stage_, training_.data(), batch, input, part_});
  }
  gradients_[i] = peers_.node().compute({std::move(work), timed(work_flop)});
  if (!is_first()) {
    const Value input_gradient = training_.device().submit(LinearCombination{
        {{gradients_[i], 1.0, stage_->padded_count()}}, batch->size() * stage_->inputs()});
    send(peers_.rank() - 1, i, input_gradient, stage_->inputs());
  }
  return Done{};
}

void StageStep::send(std::size_t to, std::size_t i, const Value& numbers, std::size_t count) {
  const double bytes = static_cast<double>(micro_batches_[i]->size()) *
                       training_.cost().activation_bytes(static_cast<double>(count));
  sent_.push_back(
      peers_.send_bytes_async(to, training_.on_wire(numbers, numbers.floats()), bytes, tag(i)));
}

Value StageStep::update(std::int64_t t) {
  LinearCombination sum{{}, stage_->padded_count()};
  for (const Value& gradient : gradients_) {
    sum.terms.push_back({gradient, 1.0, 0});
  }
  const double sum_flop = training_.update_flop(sum);
  const Value gradient = peers_.node().compute({std::move(sum), sum_flop});
  OptimizerStep step{options_.optimizer, t, part_, gradient};
  const double step_flop = training_.update_flop(step);
  return peers_.node().compute({std::move(step), step_flop});
}

Outcome<StageStep::Done> StageStep::flush() {
  for (Transfer& transfer : sent_) {
    if (const auto& sent = transfer.wait(); !sent) {
      return sent.failure();
    }
  }
  return Done{};
}

std::vector<Value> StageStep::losses() const {
  return is_last() ? gradients_ : std::vector<Value>{};
}

double StageStep::timed(double flop) {
  const double step_flop = static_cast<double>(samples_) * training_.model()->gradient_flop();
  return training_.learner(peers_.node()).part_flop(flop, step_flop);
}

}  // namespace simgrad
