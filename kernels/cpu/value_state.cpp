#include "kernels/cpu/value_state.hpp"

namespace simgrad::cpu {

FloatBuffer Storage::take(std::size_t floats) {
  const std::size_t bytes = floats * sizeof(float);
  const std::lock_guard lock(mutex_);
  if (live_bytes_ + bytes > limit_bytes_) {
    throw Error("out of memory: the values in flight take " + std::to_string(live_bytes_ >> 20U) +
                " MiB and " + std::to_string((bytes >> 20U) + 1) + " MiB more are wanted, but " +
                std::to_string(limit_bytes_ >> 20U) +
                " MiB is the limit; use a smaller model or fewer nodes at once");
  }
  live_bytes_ += bytes;
  auto& recycled = free_[floats];
  if (recycled.empty()) {
    return FloatBuffer(floats);
  }
  FloatBuffer buffer = std::move(recycled.back());
  recycled.pop_back();
  free_bytes_ -= bytes;
  return buffer;
}

void Storage::give_back(FloatBuffer buffer) {
  const std::size_t bytes = buffer.size() * sizeof(float);
  const std::lock_guard lock(mutex_);
  live_bytes_ -= bytes;
  // Keeps at most what is alive once over, so that a burst does not hold memory for ever.
  if (free_bytes_ + bytes <= live_bytes_ + (std::size_t{64} << 20U)) {
    free_bytes_ += bytes;
    free_[buffer.size()].push_back(std::move(buffer));
  }
}

std::size_t Storage::live_bytes() const {
  const std::lock_guard lock(mutex_);
  return live_bytes_;
}

CpuValue::CpuValue(std::uint64_t sequence, Work new_work, std::shared_ptr<Storage> storage,
                   std::shared_ptr<Ledger> ledger)
    : WorkValue(sequence, std::move(new_work), std::move(ledger)), storage_(std::move(storage)) {}

CpuValue::CpuValue(std::uint64_t sequence, FloatBuffer numbers, std::shared_ptr<Storage> storage,
                   std::shared_ptr<Ledger> ledger)
    : WorkValue(sequence, numbers.size(), std::move(ledger)),
      array_(std::move(numbers)),
      storage_(std::move(storage)) {}

CpuValue::CpuValue(std::uint64_t sequence, std::size_t floats, std::shared_ptr<Storage> storage,
                   std::shared_ptr<Ledger> ledger)
    : WorkValue(sequence, floats, std::move(ledger)), storage_(std::move(storage)) {
  computed = false;
}

CpuValue::~CpuValue() {
  if (!array_.empty()) {
    storage_->give_back(std::move(array_));
  }
}

}  // namespace simgrad::cpu
