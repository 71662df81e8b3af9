#include "sim/engine/engine_state.hpp"

/// Hosts that compute wrong numbers without anybody being told.
namespace simgrad {
namespace {

using ModelPointer = std::shared_ptr<const Model>;

/// The model whose parameters the work's numbers are of; null if they are something else.
struct ModelOf {
  ModelPointer operator()(const Gradient& work) const { return work.model; }
  ModelPointer operator()(const LocalTraining& work) const { return work.model; }
  ModelPointer operator()(const StageBackward& work) const { return work.stage; }
  template <class Other>
  ModelPointer operator()(const Other& /*work*/) const {
    return nullptr;
  }
};

}  // namespace

Value Node::submit(Work work) {
  const ModelPointer model = std::visit(ModelOf{}, work);
  Value value = engine_.device().submit(std::move(work));
  if (model != nullptr) {
    for (const auto& [cause, corruptor] : state_->host->corruptors) {
      value = corruptor(value, model);
    }
  }
  return value;
}

void Engine::corrupt_host(const std::string& host, const std::string& cause, Corruptor corruptor) {
  if (!state_->stopping) {
    state_->host(host).corruptors[cause] = std::move(corruptor);
    observer().event(now(), "host_faulty", host, cause);
  }
}

void Engine::heal_host(const std::string& host, const std::string& cause) {
  if (!state_->stopping) {
    state_->host(host).corruptors.erase(cause);
    observer().event(now(), "host_healed", host, cause);
  }
}

}  // namespace simgrad
