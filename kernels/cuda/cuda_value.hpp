#pragma once

#include <memory>
#include <vector>

#include "kernels/cuda/memory.hpp"
#include "kernels/work_value.hpp"

namespace simgrad::cuda {

/// Part of an array that the values of a level share.
struct Slice {
  std::shared_ptr<const Buffer> buffer;
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
