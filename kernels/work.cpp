#include "kernels/work.hpp"

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

}  // namespace

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
