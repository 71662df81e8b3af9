#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "kernels/cuda/memory.hpp"
#include "kernels/work_value.hpp"

namespace simgrad::cuda {

/// The array that the values of a level share: counted as live until the last of them goes.
class Results {
 public:
  Results(Buffer buffer, std::size_t bytes, std::shared_ptr<std::atomic<std::size_t>> live_bytes)
      : buffer_(std::move(buffer)), bytes_(bytes), live_bytes_(std::move(live_bytes)) {
    *live_bytes_ += bytes_;
  }
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;
  ~Results() { *live_bytes_ -= bytes_; }

  [[nodiscard]] float* data() const { return buffer_.as<float>(); }

 private:
  Buffer buffer_;
  std::size_t bytes_;
  std::shared_ptr<std::atomic<std::size_t>> live_bytes_;
};

/// Part of such an array.
struct Slice {
  std::shared_ptr<const Results> results;
  float* data = nullptr;
};

/// A value of the CUDA device. Its work is launched, later it is computed; what comes after on the
/// same stream may use it between the two.
class CudaValue : public WorkValue {
 public:
  using WorkValue::WorkValue;

  // What follows is the device's thread's.
  std::vector<Slice> slices;  // by device; empty where it is not
  std::size_t home = 0;       // the device that computed it
  bool launched = false;      // under the device's lock
};

inline CudaValue& cuda_value(const Value& value) {
  return static_cast<CudaValue&>(*value.state());
}

}  // namespace simgrad::cuda
