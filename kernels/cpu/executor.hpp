#pragma once

#include <list>
#include <memory>

#include "kernels/cpu/network.hpp"
#include "kernels/work.hpp"

namespace simgrad::cpu {

/// Computes one work at a time on the calling thread; keeps that thread's scratch space.
class Executor {
 public:
  /// @param out  floats(work) floats, overwritten
  Statistics run(const Work& work, std::span<float> out);

 private:
  struct Scratch {
    std::shared_ptr<const Model> model;
    std::size_t batch;
    Network network;
  };
  Network& network(const std::shared_ptr<const Model>& model, std::size_t batch);

  Statistics compute(const InitialState& work, std::span<float> out);
  Statistics compute(const Gradient& work, std::span<float> out);
  Statistics compute(const LocalTraining& work, std::span<float> out);
  Statistics compute(const Evaluation& work, std::span<float> out);
  Statistics compute(const Aggregation& work, std::span<float> out);
  Statistics compute(const OptimizerStep& work, std::span<float> out);
  Statistics compute(const LinearCombination& work, std::span<float> out);
  Statistics compute(const Concatenation& work, std::span<float> out);
  Statistics compute(const Rounding& work, std::span<float> out);
  Statistics compute(const Corruption& work, std::span<float> out);
  Statistics compute(const StageForward& work, std::span<float> out);
  Statistics compute(const StageBackward& work, std::span<float> out);

  std::list<Scratch> scratch_;  // most recently used first
};

}  // namespace simgrad::cpu
