#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "kernels/cuda/cuda_value.hpp"
#include "kernels/cuda/gpu.hpp"
#include "kernels/cuda/layers.hpp"

namespace simgrad::cuda {

class LaneNetwork;

/// A moment of a stream, with its time.
class Event {
 public:
  Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event();

  void record(cudaStream_t stream);
  void wait() const;
  [[nodiscard]] cudaEvent_t get() const { return event_; }

 private:
  cudaEvent_t event_ = nullptr;
};

/// Works of one kind and shape, computed together on one device.
///
/// L works, a lane each; P parameters (padded).
class Level {
 public:
  using Values = std::vector<std::shared_ptr<CudaValue>>;

  /// Enqueues all that the works need. The inputs are on the device.
  /// Throws: OutOfMemory, having changed nothing that matters; Error.
  Level(Gpu& gpu, std::size_t gpu_index, Values values);

  [[nodiscard]] const Values& values() const { return values_; }
  [[nodiscard]] std::size_t gpu_index() const { return gpu_index_; }
  /// Waits, and takes the works' statistics. Returns the seconds that the device took.
  double finish();
  /// Floats that one lane of such a work takes while it is computed.
  static std::size_t floats_per_lane(const Work& work);

 private:
  template <class Kind>
  [[nodiscard]] const Kind& work(std::size_t lane) const {
    return std::get<Kind>(*values_[lane]->work);
  }
  [[nodiscard]] const float* data(const Value& value) const;
  [[nodiscard]] std::uint32_t lanes() const { return static_cast<std::uint32_t>(values_.size()); }

  void settle_data();
  /// One array for the results of all lanes, each from a multiple of 64 bytes on: lane c's at c ·
  /// padded(floats_per_lane).
  float* take_results(std::size_t floats_per_lane);
  /// A parcel for `bytes` more than the statistics of all lanes.
  void begin_parcel(std::size_t bytes);

  void launch(const InitialState& first);
  void launch(const Gradient& first);
  void launch(const LocalTraining& first);
  void launch(const Evaluation& first);
  void launch(const Aggregation& first);
  void launch(const OptimizerStep& first);
  void launch(const LinearCombination& first);
  void launch(const Concatenation& first);
  void launch(const Rounding& first);
  void launch(const Corruption& first);
  void launch(const StageForward& first);
  void launch(const StageBackward& first);
  /// Every lane's batch as one step, for works of that kind: in the parcel.
  template <class Kind>
  Batches add_batches();
  /// The labels of every lane's batch (L, B): in the parcel.
  const std::int32_t* add_labels();
  /// The input of every lane of a stage.
  template <class StagePass>
  void take_inputs(const Batches& batches, LaneNetwork& network);
  /// In what order every lane takes its samples: drawn on the device, by shuffle(), once the parcel
  /// is sent.
  struct Orders {
    Buffer buffer;
    std::vector<LaneBatches> batches;       // (L)
    const LaneShuffle* shuffles = nullptr;  // (L) in the parcel
  };
  Orders add_orders();
  /// Where every lane's parameters start from: (L) in the parcel.
  const float* const* add_starts();
  /// Trainings of no step.
  void copy_starts();
  /// By the kernel that keeps the weights on the chip; false if it cannot.
  bool train_on_chip(const LocalTraining& first, std::uint32_t batch);
  void train_in_steps(const LocalTraining& first, std::uint32_t batch);

  Gpu& gpu_;
  std::size_t gpu_index_;
  Values values_;
  std::unique_ptr<Parcel> parcel_;
  LaneStatistics* statistics_ = nullptr;  // (L) in the parcel
  std::vector<std::int64_t> samples_;     // (L) that the statistics are over
  Event begin_;
  Event end_;
};

/// The rows of a training's batches.
std::uint32_t batch_rows(const LocalTraining& work);
/// Steps of the whole training.
std::size_t steps(const LocalTraining& work);

}  // namespace simgrad::cuda
