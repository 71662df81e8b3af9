#include "kernels/work.hpp"

#include <algorithm>

namespace simgrad {
namespace {

double flop_of(const InitialState& work) {
  return static_cast<double>(work.model->padded_count());
}
double flop_of(const Gradient& work) {
  return static_cast<double>(work.batch->size()) * work.model->gradient_flop();
}
double flop_of(const LocalTraining& work) {
  return static_cast<double>(work.epochs) * static_cast<double>(work.samples->size()) *
         work.model->gradient_flop();
}
double flop_of(const Evaluation& work) {
  return static_cast<double>(work.data->test.count()) * work.model->forward_flop();
}
double flop_of(const Aggregation& work) {
  return 2.0 * static_cast<double>(work.updates.size()) *
         static_cast<double>(work.updates.front().floats());
}
double flop_of(const OptimizerStep& work) {
  return 2.0 * static_cast<double>(work.gradient.floats()) *
         static_cast<double>(1 + slots(work.optimizer));
}
double flop_of(const LinearCombination& work) {
  const auto scaled = std::count_if(work.terms.begin(), work.terms.end(), [](const auto& term) {
    return term.factor != 1.0;
  });
  return (static_cast<double>(work.terms.size() - 1) + static_cast<double>(scaled)) *
         static_cast<double>(work.count);
}
double flop_of(const Concatenation& /*work*/) {
  return 0.0;
}
double flop_of(const Rounding& work) {
  return work.format == WireFormat::kFloat32 ? 0.0 : static_cast<double>(work.source.floats());
}
double flop_of(const Corruption& /*work*/) {
  return 0.0;  // nobody meant to do it
}
double flop_of(const StageForward& work) {
  return static_cast<double>(work.batch->size()) * work.stage->forward_flop();
}
double flop_of(const StageBackward& work) {
  return static_cast<double>(work.batch->size()) *
         (work.stage->gradient_flop() - work.stage->forward_flop());
}

std::size_t floats_of(const InitialState& work) {
  return work.model->padded_count() * (1 + work.slots);
}
std::size_t floats_of(const Gradient& work) {
  return work.model->padded_count();
}
std::size_t floats_of(const LocalTraining& work) {
  return work.model->padded_count();
}
std::size_t floats_of(const Evaluation& /*work*/) {
  return 0;
}
std::size_t floats_of(const Aggregation& work) {
  return work.updates.front().floats();
}
std::size_t floats_of(const OptimizerStep& work) {
  return work.state.floats();
}
std::size_t floats_of(const LinearCombination& work) {
  return work.count;
}
std::size_t floats_of(const Concatenation& work) {
  std::size_t floats = 0;
  for (const ArraySlice& slice : work.slices) {
    floats += slice.count;
  }
  return floats;
}
std::size_t floats_of(const Rounding& work) {
  return work.source.floats();
}
std::size_t floats_of(const Corruption& work) {
  return work.source.floats();
}
std::size_t floats_of(const StageForward& work) {
  return work.batch->size() * work.stage->outputs();
}
std::size_t floats_of(const StageBackward& work) {
  const std::size_t inputs = work.stage->position().first ? 0 : work.stage->inputs();
  return work.stage->padded_count() + work.batch->size() * inputs;
}

std::vector<Value> inputs_of(const InitialState& /*work*/) {
  return {};
}
std::vector<Value> inputs_of(const Gradient& work) {
  return {work.parameters};
}
std::vector<Value> inputs_of(const LocalTraining& work) {
  return {work.parameters};
}
std::vector<Value> inputs_of(const Evaluation& work) {
  return {work.parameters};
}
std::vector<Value> inputs_of(const Aggregation& work) {
  return work.updates;
}
std::vector<Value> inputs_of(const OptimizerStep& work) {
  return {work.state, work.gradient};
}
std::vector<Value> inputs_of(const LinearCombination& work) {
  std::vector<Value> values;
  values.reserve(work.terms.size());
  for (const LinearCombination::Term& term : work.terms) {
    values.push_back(term.value);
  }
  return values;
}
std::vector<Value> inputs_of(const Concatenation& work) {
  std::vector<Value> values;
  values.reserve(work.slices.size());
  for (const ArraySlice& slice : work.slices) {
    values.push_back(slice.value);
  }
  return values;
}
std::vector<Value> inputs_of(const Rounding& work) {
  return {work.source};
}
std::vector<Value> inputs_of(const Corruption& work) {
  return {work.source};
}
std::vector<Value> inputs_of(const StageForward& work) {
  std::vector<Value> values{work.parameters};
  if (!work.stage->position().first) {
    values.push_back(work.input);
  }
  return values;
}
std::vector<Value> inputs_of(const StageBackward& work) {
  std::vector<Value> values{work.parameters};
  if (!work.stage->position().first) {
    values.push_back(work.input);
  }
  if (!work.stage->position().last) {
    values.push_back(work.output_gradient.value);
  }
  return values;
}

void require_inside(const Value& value, std::size_t offset, std::size_t count) {
  SIMGRAD_REQUIRE(value, "a slice is of an array");
  SIMGRAD_REQUIRE(offset <= value.floats() && count <= value.floats() - offset,
                  "a slice lies inside its array");
}

template <class Kind>
void require_sound_kind(const Kind& /*work*/) {}
void require_sound_kind(const Aggregation& work) {
  SIMGRAD_REQUIRE(!work.updates.empty() && work.updates.size() == work.weights.size(),
                  "an aggregation has updates, and a weight for each");
  for (const Value& update : work.updates) {
    SIMGRAD_REQUIRE(update.floats() == work.updates.front().floats(), "updates of one length");
  }
}
void require_sound_kind(const OptimizerStep& work) {
  SIMGRAD_REQUIRE(work.state.floats() == work.gradient.floats() * (1 + slots(work.optimizer)),
                  "a training state has room for the parameters and the optimizer's slots");
}
void require_sound_kind(const LinearCombination& work) {
  SIMGRAD_REQUIRE(!work.terms.empty(), "a linear combination has terms");
  for (const LinearCombination::Term& term : work.terms) {
    require_inside(term.value, term.offset, work.count);
  }
}
void require_sound_kind(const Concatenation& work) {
  for (const ArraySlice& slice : work.slices) {
    require_inside(slice.value, slice.offset, slice.count);
  }
}
void require_sound_kind(const Rounding& work) {
  SIMGRAD_REQUIRE(work.source, "what is rounded is there");
}
void require_sound_kind(const Corruption& work) {
  SIMGRAD_REQUIRE(work.source && work.source.floats() >= work.model->padded_count(),
                  "what is corrupted has the model's parameters at its front");
  for (const BitFlip& flip : work.flips) {
    SIMGRAD_REQUIRE(flip.offset < work.source.floats() && flip.bit < 32, "a bit of a float");
  }
}
template <class StagePass>
void require_sound_pass(const StagePass& work) {
  const StagePosition& position = work.stage->position();
  SIMGRAD_REQUIRE(!work.batch->empty(), "a micro-batch has samples");
  SIMGRAD_REQUIRE(work.parameters && work.parameters.floats() >= work.stage->padded_count(),
                  "a stage has its parameters");
  SIMGRAD_REQUIRE(
      !position.first || (work.data != nullptr && work.data->features == work.stage->inputs()),
      "a first stage takes the data's samples");
  SIMGRAD_REQUIRE(position.first || (work.input && work.input.floats() ==
                                                       work.batch->size() * work.stage->inputs()),
                  "a stage has an input of as many samples as the batch");
}
void require_sound_kind(const StageForward& work) {
  require_sound_pass(work);
}
void require_sound_kind(const StageBackward& work) {
  require_sound_pass(work);
  if (work.stage->position().last) {
    SIMGRAD_REQUIRE(work.data != nullptr, "a last stage has its labels");
    SIMGRAD_REQUIRE(work.total_samples > 0, "a last stage knows the mini-batch's samples");
    return;
  }
  const ArraySlice& gradient = work.output_gradient;
  require_inside(gradient.value, gradient.offset, gradient.count);
  SIMGRAD_REQUIRE(gradient.count == work.batch->size() * work.stage->outputs(),
                  "a stage has a gradient by its outputs of as many samples as the batch");
}

}  // namespace

void require_sound(const Work& work) {
  std::visit(
      [](const auto& kind) {
        require_sound_kind(kind);
      },
      work);
}

double flop(const Work& work) {
  return std::visit(
      [](const auto& kind) {
        return flop_of(kind);
      },
      work);
}

std::size_t floats(const Work& work) {
  return std::visit(
      [](const auto& kind) {
        return floats_of(kind);
      },
      work);
}

std::vector<Value> inputs(const Work& work) {
  return std::visit(
      [](const auto& kind) {
        return inputs_of(kind);
      },
      work);
}

}  // namespace simgrad
