#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "kernels/buffer.hpp"
#include "kernels/work_value.hpp"

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

/// A value of the CPU device: its array once it is computed.
class CpuValue : public WorkValue {
 public:
  CpuValue(std::uint64_t sequence, Work new_work, std::shared_ptr<Storage> storage,
           std::shared_ptr<Ledger> ledger);
  CpuValue(std::uint64_t sequence, FloatBuffer numbers, std::shared_ptr<Storage> storage,
           std::shared_ptr<Ledger> ledger);
  /// A value that waits to be filled.
  CpuValue(std::uint64_t sequence, std::size_t floats, std::shared_ptr<Storage> storage,
           std::shared_ptr<Ledger> ledger);
  CpuValue(const CpuValue&) = delete;
  CpuValue& operator=(const CpuValue&) = delete;
  ~CpuValue() override;

  [[nodiscard]] const float* data() const { return array_.data(); }
  void store(FloatBuffer array) { array_ = std::move(array); }

 private:
  FloatBuffer array_;
  std::shared_ptr<Storage> storage_;
};

/// The array behind a value that has been computed on this device.
inline const float* data(const Value& value) {
  return static_cast<const CpuValue*>(value.state().get())->data();
}

}  // namespace simgrad::cpu
