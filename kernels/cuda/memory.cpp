#include "kernels/cuda/memory.hpp"

#include <utility>

#include "kernels/cuda/check.hpp"

namespace simgrad::cuda {
namespace {

/// Up to an eighth more, so that levels of nearly the same size share memory.
std::size_t rounded(std::size_t bytes) {
  std::size_t step = 512;
  while (step * 16 < bytes) {
    step *= 2;
  }
  return (bytes + step - 1) / step * step;
}

std::string mebibytes(std::size_t bytes) {
  return std::to_string((bytes >> 20U) + 1) + " MiB";
}

}  // namespace

Buffer::~Buffer() {
  if (data_ != nullptr) {
    memory_->give_back(data_, bytes_);
  }
}

Memory::~Memory() {
  // At the program's end the driver may be gone before this, and its memory with it.
  (void)cudaSetDevice(ordinal_);
  for (const auto& [bytes, blocks] : idle_) {
    for (void* block : blocks) {
      (void)cudaFree(block);
    }
  }
}

Buffer Memory::take(std::shared_ptr<Memory> memory, std::size_t bytes) {
  const std::size_t size = rounded(bytes == 0 ? 1 : bytes);
  void* block = memory->allocate(size);
  return {std::move(memory), block, size};
}

void* Memory::allocate(std::size_t bytes) {
  std::unique_lock lock(mutex_);
  if (taken_bytes_ + bytes > limit_bytes_) {
    throw OutOfMemory("CUDA: out of memory: " + mebibytes(taken_bytes_) + " are in use and " +
                      mebibytes(bytes) + " more are wanted, but " + mebibytes(limit_bytes_) +
                      " is the limit; use a smaller model or fewer nodes at once");
  }
  const auto found = idle_.find(bytes);
  if (found != idle_.end() && !found->second.empty()) {
    void* block = found->second.back();
    found->second.pop_back();
    idle_bytes_ -= bytes;
    taken_bytes_ += bytes;
    return block;
  }
  if (taken_bytes_ + idle_bytes_ + bytes > limit_bytes_) {
    trim(lock);
  }
  void* block = nullptr;
  if (cudaMalloc(&block, bytes) != cudaSuccess) {
    (void)cudaGetLastError();
    trim(lock);
    check(cudaMalloc(&block, bytes), ("allocation of " + mebibytes(bytes)).c_str());
  }
  taken_bytes_ += bytes;
  return block;
}

void Memory::trim(std::unique_lock<std::mutex>& lock) {
  const auto blocks = std::exchange(idle_, {});
  idle_bytes_ = 0;
  lock.unlock();
  check(cudaDeviceSynchronize(), "wait before memory is released");
  for (const auto& [bytes, list] : blocks) {
    for (void* block : list) {
      check(cudaFree(block), "release of memory");
    }
  }
  lock.lock();
}

void Memory::give_back(void* data, std::size_t bytes) noexcept {
  const std::lock_guard lock(mutex_);
  taken_bytes_ -= bytes;
  idle_bytes_ += bytes;
  idle_[bytes].push_back(data);
}

std::size_t Memory::taken_bytes() const {
  const std::lock_guard lock(mutex_);
  return taken_bytes_;
}

PinnedBuffer::PinnedBuffer(std::size_t bytes) : bytes_(bytes) {
  check(cudaMallocHost(reinterpret_cast<void**>(&data_), bytes), "memory of the host");
}

PinnedBuffer::~PinnedBuffer() {
  (void)cudaFreeHost(data_);
}

}  // namespace simgrad::cuda
