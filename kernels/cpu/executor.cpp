#include "kernels/cpu/executor.hpp"

#include <algorithm>
#include <numeric>

#include "kernels/corruption.hpp"
#include "kernels/cpu/arrays.hpp"
#include "kernels/cpu/value_state.hpp"

namespace simgrad::cpu {
namespace {

constexpr std::size_t kScratchKept = 8;  // a pipeline's stages, and the whole model's evaluation
constexpr std::size_t kEvaluationBlock = 256;
constexpr std::size_t kEvaluationFloats = std::size_t{1} << 20U;

/// Samples that are evaluated at once: fewer where their activations would leave the cache.
std::size_t evaluation_block(const Model& model) {
  std::size_t floats = 1;
  for (const Layer& layer : model.layers()) {
    floats += output_count(layer);
  }
  return std::clamp(kEvaluationFloats / floats, std::size_t{1}, kEvaluationBlock);
}

void add(Statistics& total, const Statistics& part) {
  total.loss_sum += part.loss_sum;
  total.correct += part.correct;
  total.samples += part.samples;
}

/// Elementwise over P parameters, with up to two slots of P floats each after one another.
void apply(const UpdateRule& rule, std::int64_t step, std::size_t count, float* parameters,
           const float* gradient, float* slots) {
  std::visit(
      [&](const auto& kind) {
        const auto at_step = kind.at(step);
        for (std::size_t i = 0; i < count; ++i) {
          at_step.update(parameters[i], gradient[i], slots + i, slots + count + i);
        }
      },
      rule);
}

template <class StagePass>
StageBatch stage_batch(const StagePass& work) {
  return {work.data == nullptr ? nullptr : &work.data->train, *work.batch,
          work.stage->position().first ? nullptr : data(work.input)};
}

const SgdRule* plain_sgd(const UpdateRule& rule) {
  const auto* sgd = std::get_if<SgdRule>(&rule);
  return sgd != nullptr && sgd->is_plain() ? sgd : nullptr;
}

}  // namespace

Statistics Executor::run(const Work& work, std::span<float> out) {
  return std::visit(
      [&](const auto& kind) {
        return compute(kind, out);
      },
      work);
}

Network& Executor::network(const std::shared_ptr<const Model>& model, std::size_t batch) {
  const auto found = std::find_if(scratch_.begin(), scratch_.end(), [&](const Scratch& scratch) {
    return scratch.model == model && scratch.batch == batch;
  });
  if (found != scratch_.end()) {
    scratch_.splice(scratch_.begin(), scratch_, found);
  } else {
    scratch_.push_front({model, batch, Network(*model, batch)});
    if (scratch_.size() > kScratchKept) {
      scratch_.pop_back();
    }
  }
  return scratch_.front().network;
}

Statistics Executor::compute(const InitialState& work, std::span<float> out) {
  std::fill(out.begin(), out.end(), 0.0F);
  initialize(*work.model, work.stream, out.first(work.model->padded_count()));
  return {};
}

Statistics Executor::compute(const Gradient& work, std::span<float> out) {
  std::fill(out.begin(), out.end(), 0.0F);
  return network(work.model, work.batch->size())
      .gradient(work.data->train, *work.batch, data(work.parameters), out.data());
}

Statistics Executor::compute(const LocalTraining& work, std::span<float> out) {
  const std::size_t count = work.samples->size();
  const std::size_t wanted =
      work.batch_size == 0 ? count : static_cast<std::size_t>(work.batch_size);
  const std::size_t batch_size = std::min(wanted, count);
  Network& net = network(work.model, batch_size);
  const float* start = data(work.parameters);
  std::copy(start, start + out.size(), out.begin());

  const SgdRule* plain = plain_sgd(work.optimizer);
  FloatBuffer gradient(plain != nullptr ? 0 : out.size());
  FloatBuffer state(slots(work.optimizer) * out.size());
  std::vector<std::uint32_t> order = *work.samples;
  Stream stream = work.stream;
  Statistics total;
  std::int64_t step = 0;
  for (std::int64_t epoch = 0; epoch < work.epochs; ++epoch) {
    stream.shuffle(std::span<std::uint32_t>(order));
    for (std::size_t begin = 0; begin < count; begin += batch_size) {
      const std::span<const std::uint32_t> batch(order.data() + begin,
                                                 std::min(batch_size, count - begin));
      if (plain != nullptr) {
        add(total, net.sgd_step(work.data->train, batch, plain->learning_rate, out.data()));
        continue;
      }
      add(total, net.gradient(work.data->train, batch, out.data(), gradient.data()));
      apply(work.optimizer, ++step, out.size(), out.data(), gradient.data(), state.data());
    }
  }
  return total;
}

Statistics Executor::compute(const Evaluation& work, std::span<float> /*out*/) {
  return network(work.model, evaluation_block(*work.model))
      .evaluate(work.data->test, data(work.parameters));
}

Statistics Executor::compute(const Aggregation& work, std::span<float> out) {
  std::vector<const float*> updates;
  updates.reserve(work.updates.size());
  for (const Value& update : work.updates) {
    updates.push_back(data(update));
  }
  const std::size_t counted = work.rule->combine(updates, work.weights, out);
  return work.rule->screens() ? counted_updates(updates.size(), counted) : Statistics{};
}

Statistics Executor::compute(const OptimizerStep& work, std::span<float> out) {
  const float* state = data(work.state);
  std::copy(state, state + out.size(), out.begin());
  const std::size_t count = work.gradient.floats();
  apply(work.optimizer, work.step, count, out.data(), data(work.gradient), out.data() + count);
  return {};
}

Statistics Executor::compute(const LinearCombination& work, std::span<float> out) {
  combine(work, out);
  return {};
}

Statistics Executor::compute(const Concatenation& work, std::span<float> out) {
  concatenate(work, out);
  return {};
}

Statistics Executor::compute(const Rounding& work, std::span<float> out) {
  round(work, out);
  return {};
}

Statistics Executor::compute(const Corruption& work, std::span<float> out) {
  const float* numbers = data(work.source);
  std::copy(numbers, numbers + out.size(), out.begin());
  corrupt(work, out);
  return static_cast<const CpuValue&>(*work.source.state()).statistics;
}

Statistics Executor::compute(const StageForward& work, std::span<float> out) {
  network(work.stage, work.batch->size())
      .stage_forward(stage_batch(work), data(work.parameters), out.data());
  return {};
}

Statistics Executor::compute(const StageBackward& work, std::span<float> out) {
  std::fill(out.begin(), out.end(), 0.0F);
  const StagePosition& position = work.stage->position();
  const ArraySlice& dy = work.output_gradient;
  return network(work.stage, work.batch->size())
      .stage_backward(stage_batch(work), data(work.parameters),
                      position.last ? nullptr : data(dy.value) + dy.offset, work.total_samples,
                      out.data(), position.first ? nullptr : &out[work.stage->padded_count()]);
}

}  // namespace simgrad::cpu
