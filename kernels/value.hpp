#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace simgrad {

/// What a device keeps behind a Value; each device derives its own.
class ValueState {
 public:
  ValueState(std::uint64_t sequence, std::size_t floats) : sequence_(sequence), floats_(floats) {}
  ValueState(const ValueState&) = delete;
  ValueState& operator=(const ValueState&) = delete;
  virtual ~ValueState() = default;

  [[nodiscard]] std::uint64_t sequence() const { return sequence_; }
  [[nodiscard]] std::size_t floats() const { return floats_; }

 private:
  std::uint64_t sequence_;
  std::size_t floats_;
};

/// A shared, immutable handle to an array of floats on a device, perhaps not computed yet.
///
/// Copying it copies a pointer. When the last handle goes, so does the array; work whose result
/// nobody holds any more is not begun.
class Value {
 public:
  Value() = default;
  explicit Value(std::shared_ptr<ValueState> state) : state_(std::move(state)) {}

  explicit operator bool() const { return state_ != nullptr; }
  /// Its place in the order of submission on its device.
  [[nodiscard]] std::uint64_t sequence() const { return state_->sequence(); }
  /// Floats of the array, padding included.
  [[nodiscard]] std::size_t floats() const { return state_->floats(); }
  [[nodiscard]] const std::shared_ptr<ValueState>& state() const { return state_; }

 private:
  std::shared_ptr<ValueState> state_;
};

/// What a work counted on the side, over the samples it saw.
struct Statistics {
  double loss_sum = 0.0;
  std::int64_t correct = 0;
  std::int64_t samples = 0;

  [[nodiscard]] double mean_loss() const { return loss_sum / static_cast<double>(samples); }
  [[nodiscard]] double accuracy() const {
    return static_cast<double>(correct) / static_cast<double>(samples);
  }
};

}  // namespace simgrad
