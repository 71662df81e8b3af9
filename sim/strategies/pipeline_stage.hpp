#pragma once

#include <map>
#include <memory>
#include <vector>

#include "kernels/models/stage.hpp"
#include "sim/strategies/collectives/communicator.hpp"
#include "sim/strategies/pipeline_schedule.hpp"
#include "sim/strategies/training.hpp"

/// What one stage of a pipeline does with one mini-batch.
namespace simgrad {

struct PipelineOptions {
  std::int64_t batch_size = 0;
  std::size_t micro_batches = 0;
  bool is_gpipe = false;   // else 1f1b
  bool recompute = false;  // the way back takes the time of another way forward
  UpdateRule optimizer;
};

/// From the actor of the stage's worker, whose rank is the stage's place. What it is made of
/// outlives it.
class StageStep {
 public:
  struct Done {};

  /// @param part           of the training state: the stage's
  /// @param micro_batches  of the mini-batch, the same for all stages
  StageStep(Training& training, const PipelineOptions& options, const Communicator& peers,
            std::shared_ptr<const Model> stage, const Value& part,
            const std::vector<Indices>& micro_batches);

  /// Takes what it needs of a neighbour, computes, and begins to send what comes of it.
  Outcome<Done> make(const Pass& pass);
  /// The optimizer's step t with the mini-batch's gradient, the sum of the micro-batches'. Value:
  /// the stage's part of the next training state.
  Value update(std::int64_t t);
  /// Waits until all that was sent has arrived.
  Outcome<Done> flush();

  [[nodiscard]] std::size_t samples() const { return samples_; }
  /// Micro-batches that had gone forward but not back, at most.
  [[nodiscard]] std::size_t most_in_flight() const { return most_in_flight_; }
  /// Whose statistics tell the loss: the last stage's; of others none.
  [[nodiscard]] std::vector<Value> losses() const;

 private:
  Outcome<Done> forward(std::size_t i);
  Outcome<Done> backward(std::size_t i);
  /// To a neighbour, in the background: `count` floats a sample of micro-batch i.
  void send(std::size_t to, std::size_t i, const Value& numbers, std::size_t count);
  /// What so many flop of the mini-batch take, in flop at the node's speed.
  double timed(double flop);
  [[nodiscard]] bool is_first() const { return stage_->position().first; }
  [[nodiscard]] bool is_last() const { return stage_->position().last; }

  Training& training_;
  const PipelineOptions& options_;
  const Communicator& peers_;
  std::shared_ptr<const Model> stage_;
  const Value& part_;
  const std::vector<Indices>& micro_batches_;
  std::size_t samples_ = 0;
  std::map<std::size_t, Value> inputs_;  // of micro-batches that have not gone back yet
  std::size_t most_in_flight_ = 0;
  std::vector<Value> gradients_;  // by micro-batch, so that no schedule alters their sum
  std::vector<Transfer> sent_;
};

}  // namespace simgrad
