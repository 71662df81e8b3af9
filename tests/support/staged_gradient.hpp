#pragma once

#include <vector>

#include "kernels/device.hpp"
#include "kernels/models/stage.hpp"

/// A mini-batch through a model's stages, micro-batch by micro-batch, put together by hand.
namespace simgrad::test {

struct StagedGradient {
  std::vector<double> gradient;  // the whole model's, in its padded layout
  Statistics statistics;
};

/// Stages of layers [cuts[i], cuts[i + 1]).
inline std::vector<Stage> stages_of(const Model& model, const std::vector<std::size_t>& cuts) {
  std::vector<Stage> stages;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    stages.push_back(stage_of(model, cuts[i], cuts[i + 1]));
  }
  return stages;
}

/// Every way to cut `layers` layers into two stages, and into three.
inline std::vector<std::vector<std::size_t>> cuts_of(std::size_t layers) {
  std::vector<std::vector<std::size_t>> all;
  for (std::size_t a = 1; a < layers; ++a) {
    all.push_back({0, a, layers});
    for (std::size_t b = a + 1; b < layers; ++b) {
      all.push_back({0, a, b, layers});
    }
  }
  return all;
}

struct Pipeline {
  Device& device;
  std::shared_ptr<const Dataset> data;
  std::vector<Stage> stages;
  std::vector<Value> parameters;  // by stage
  std::size_t total_samples = 0;

  /// Each stage's StageBackward of one micro-batch.
  [[nodiscard]] std::vector<Value> submit(const Indices& batch) const {
    std::vector<Value> inputs(stages.size());
    for (std::size_t s = 0; s + 1 < stages.size(); ++s) {
      inputs[s + 1] =
          device.submit(StageForward{stages[s].model, data, batch, inputs[s], parameters[s]});
    }
    std::vector<Value> backward(stages.size());
    ArraySlice output_gradient;
    for (std::size_t s = stages.size(); s-- > 0;) {
      const Model& stage = *stages[s].model;
      backward[s] = device.submit(StageBackward{stages[s].model, data, batch, inputs[s],
                                                parameters[s], output_gradient, total_samples});
      output_gradient = {backward[s], stage.padded_count(), batch->size() * stage.inputs()};
    }
    return backward;
  }
};

/// @param micro_batches  together `total_samples`
inline StagedGradient staged_gradient(Device& device, const Model& model,
                                      const std::shared_ptr<const Dataset>& data,
                                      const std::vector<std::size_t>& cuts,
                                      const std::vector<Indices>& micro_batches,
                                      const Value& parameters) {
  Pipeline pipeline{device, data, stages_of(model, cuts), {}, 0};
  for (const Stage& stage : pipeline.stages) {
    pipeline.parameters.push_back(device.submit(LinearCombination{
        {{parameters, 1.0, stage.parameter_offset}}, stage.model->padded_count()}));
  }
  for (const Indices& batch : micro_batches) {
    pipeline.total_samples += batch->size();
  }
  std::vector<std::vector<Value>> all;
  all.reserve(micro_batches.size());
  for (const Indices& batch : micro_batches) {
    all.push_back(pipeline.submit(batch));
  }
  StagedGradient result{std::vector<double>(model.padded_count(), 0.0), {}};
  for (const std::vector<Value>& backward : all) {
    for (std::size_t s = 0; s < backward.size(); ++s) {
      const std::vector<float> part = device.read(backward[s]);
      for (std::size_t i = 0; i < pipeline.stages[s].model->padded_count(); ++i) {
        result.gradient[pipeline.stages[s].parameter_offset + i] += static_cast<double>(part[i]);
      }
      const Statistics statistics = device.statistics(backward[s]);
      result.statistics.loss_sum += statistics.loss_sum;
      result.statistics.correct += statistics.correct;
      result.statistics.samples += statistics.samples;
    }
  }
  return result;
}

}  // namespace simgrad::test
