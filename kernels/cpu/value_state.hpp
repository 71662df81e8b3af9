#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "kernels/buffer.hpp"
#include "kernels/device.hpp"

namespace simgrad::cpu {

/// Recycles arrays of the sizes that keep coming, and counts what is alive.
class Storage {
 public:
  explicit Storage(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

  /// Throws: Error if live values would pass the limit.
  FloatBuffer take(std::size_t floats);
  void give_back(FloatBuffer buffer);

  [[nodiscard]] std::size_t live_bytes() const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::size_t, std::vector<FloatBuffer>> free_;
  std::size_t limit_bytes_;
  std::size_t live_bytes_ = 0;
  std::size_t free_bytes_ = 0;
};

/// Counts of works and values, shared by the device and its values.
struct Ledger {
  std::mutex mutex;
  std::size_t live_values = 0;
  double pending_flop = 0.0;
  double done_flop = 0.0;
};

/// A value of the CPU device: its work until it is computed, its array after.
class CpuValue : public ValueState {
 public:
  CpuValue(std::uint64_t sequence, Work work, std::shared_ptr<Storage> storage,
           std::shared_ptr<Ledger> ledger);
  CpuValue(std::uint64_t sequence, FloatBuffer numbers, std::shared_ptr<Storage> storage,
           std::shared_ptr<Ledger> ledger);
  CpuValue(const CpuValue&) = delete;
  CpuValue& operator=(const CpuValue&) = delete;
  ~CpuValue() override;

  [[nodiscard]] const float* data() const { return array_.data(); }

  // What follows is the device's, under its lock.
  std::unique_ptr<Work> work;  // null once computed
  double flop = 0.0;
  std::size_t waiting_for = 0;                      // inputs not computed yet
  std::vector<std::weak_ptr<CpuValue>> dependents;  // values that wait for this one
  Statistics statistics;
  bool computed = false;

  void store(FloatBuffer array) { array_ = std::move(array); }

 private:
  FloatBuffer array_;
  std::shared_ptr<Storage> storage_;
  std::shared_ptr<Ledger> ledger_;
};

/// The array behind a value that has been computed on this device.
inline const float* data(const Value& value) {
  return static_cast<const CpuValue*>(value.state().get())->data();
}

}  // namespace simgrad::cpu
