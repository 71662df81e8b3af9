#pragma once

#include <string>

#include <cuda_runtime_api.h>

#include "kernels/error.hpp"

namespace simgrad::cuda {

/// Device memory is full: whoever asked lets go, and asks for less.
class OutOfMemory : public Error {
 public:
  using Error::Error;
};

/// Throws: OutOfMemory, or Error naming what failed and CUDA's own text.
inline void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) {
    return;
  }
  if (status == cudaErrorMemoryAllocation) {
    (void)cudaGetLastError();  // not sticky: cleared, so that the next call does not report it
    throw OutOfMemory(std::string("CUDA: out of memory: ") + what);
  }
  throw Error(std::string("CUDA: ") + what + ": " + cudaGetErrorString(status) + " (" +
              cudaGetErrorName(status) + ")");
}

}  // namespace simgrad::cuda
