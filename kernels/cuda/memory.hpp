#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace simgrad::cuda {

class Memory;

/// Memory of a device, given back when it goes. What still runs on the device's one stream may go
/// on using it: whoever takes it next comes later on that stream.
class Buffer {
 public:
  Buffer() = default;
  Buffer(std::shared_ptr<Memory> memory, void* data, std::size_t bytes)
      : memory_(std::move(memory)), data_(data), bytes_(bytes) {}
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  Buffer(Buffer&& other) noexcept { swap(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Buffer();

  [[nodiscard]] void* data() const { return data_; }
  template <class T>
  [[nodiscard]] T* as() const {
    return static_cast<T*>(data_);
  }

 private:
  void swap(Buffer& other) {
    std::swap(memory_, other.memory_);
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
  }

  std::shared_ptr<Memory> memory_;
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

/// One device's memory, recycled by size: allocation is slow and waits for the device.
class Memory {
 public:
  /// @param ordinal      CUDA's number of the device
  /// @param limit_bytes  of what is taken at once
  Memory(int ordinal, std::size_t limit_bytes) : ordinal_(ordinal), limit_bytes_(limit_bytes) {}
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;
  ~Memory();

  /// On the device's thread alone. `bytes` may be 0. Throws: OutOfMemory past the limit or the
  /// card.
  static Buffer take(std::shared_ptr<Memory> memory, std::size_t bytes);
  /// On any thread.
  void give_back(void* data, std::size_t bytes) noexcept;

  [[nodiscard]] std::size_t limit_bytes() const { return limit_bytes_; }
  [[nodiscard]] std::size_t taken_bytes() const;

 private:
  void* allocate(std::size_t bytes);
  /// Frees what lies idle. Waits for the device.
  void trim(std::unique_lock<std::mutex>& lock);

  int ordinal_;
  std::size_t limit_bytes_;
  mutable std::mutex mutex_;
  std::map<std::size_t, std::vector<void*>> idle_;
  std::size_t idle_bytes_ = 0;
  std::size_t taken_bytes_ = 0;
};

/// Memory of the host that the device copies from and to while both go on.
class PinnedBuffer {
 public:
  /// Throws: OutOfMemory.
  explicit PinnedBuffer(std::size_t bytes);
  PinnedBuffer(const PinnedBuffer&) = delete;
  PinnedBuffer& operator=(const PinnedBuffer&) = delete;
  ~PinnedBuffer();

  [[nodiscard]] std::byte* data() const { return data_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::byte* data_ = nullptr;
  std::size_t bytes_;
};

}  // namespace simgrad::cuda
