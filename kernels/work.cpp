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
