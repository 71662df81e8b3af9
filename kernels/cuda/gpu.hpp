#pragma once

#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "kernels/cuda/batches.hpp"
#include "kernels/cuda/cuda_value.hpp"
#include "kernels/cuda/memory.hpp"
#include "kernels/cuda/products.hpp"
#include "kernels/datasets/dataset.hpp"
#include "kernels/work.hpp"

namespace simgrad::cuda {

/// One device: its stream, in whose order everything happens, and what stays on it for long.
///
/// Used from the device's own thread alone.
class Gpu {
 public:
  /// Throws: Error if there is no such device or it is too old; OutOfMemory.
  Gpu(int ordinal, std::size_t limit_bytes);
  Gpu(const Gpu&) = delete;
  Gpu& operator=(const Gpu&) = delete;
  ~Gpu();

  /// Makes it the calling thread's device.
  void activate() const;

  [[nodiscard]] int ordinal() const { return ordinal_; }
  [[nodiscard]] cudaStream_t stream() const { return stream_; }
  [[nodiscard]] const std::shared_ptr<Memory>& memory() const { return memory_; }
  /// Memory for values' numbers.
  [[nodiscard]] std::shared_ptr<const Results> take_results(std::size_t floats) const;
  [[nodiscard]] std::size_t live_bytes() const { return *live_bytes_; }
  [[nodiscard]] Buffer take(std::size_t bytes) const { return Memory::take(memory_, bytes); }
  [[nodiscard]] Products& products() { return products_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] int compute_capability() const { return compute_capability_; }  // 90: 9.0

  /// A data set's parts, copied here the first time.
  DeviceSamples train(const std::shared_ptr<const Dataset>& data) { return resident(data).train; }
  DeviceSamples test(const std::shared_ptr<const Dataset>& data) { return resident(data).test; }
  /// A node's list of samples, copied here the first time.
  const std::uint32_t* samples(const Indices& indices);

  /// Host memory for `bytes`, recycled.
  std::unique_ptr<PinnedBuffer> take_pinned(std::size_t bytes);
  void give_back(std::unique_ptr<PinnedBuffer> buffer);

 private:
  struct Resident {
    std::weak_ptr<const Dataset> data;
    std::vector<Buffer> buffers;
    DeviceSamples train;
    DeviceSamples test;
  };
  struct ResidentIndices {
    std::weak_ptr<const std::vector<std::uint32_t>> indices;
    Buffer buffer;
  };

  Resident& resident(const std::shared_ptr<const Dataset>& data);
  DeviceSamples copy(const Samples& samples, std::vector<Buffer>& buffers);
  Buffer copy(const void* from, std::size_t bytes);

  int ordinal_;
  std::string name_;
  int compute_capability_ = 0;
  cudaStream_t stream_ = nullptr;
  std::shared_ptr<Memory> memory_;
  std::shared_ptr<std::atomic<std::size_t>> live_bytes_ =
      std::make_shared<std::atomic<std::size_t>>(0);
  Products products_;
  std::unordered_map<const Dataset*, Resident> data_;
  std::unordered_map<const void*, ResidentIndices> indices_;
  std::vector<std::unique_ptr<PinnedBuffer>> pinned_;
};

/// What a level sends to the device before it starts, and what it gets back: one copy each way.
class Parcel {
 public:
  /// @param capacity_bytes  of all that will be added, 64 bytes more an item
  Parcel(Gpu& gpu, std::size_t capacity_bytes);
  Parcel(const Parcel&) = delete;
  Parcel& operator=(const Parcel&) = delete;
  ~Parcel();

  /// Where the items will be on the device.
  template <class T>
  T* add(std::span<const T> items) {
    return static_cast<T*>(add_bytes(items.data(), items.size_bytes()));
  }
  void send();
  /// Copies what is on the device at `place`, as add() gave it, back to the host.
  void fetch(const void* place, std::size_t bytes);
  /// What came back, once the stream is that far.
  template <class T>
  [[nodiscard]] const T* fetched(const T* place) const {
    return reinterpret_cast<const T*>(host_place(place));
  }

 private:
  void* add_bytes(const void* items, std::size_t bytes);
  [[nodiscard]] std::byte* host_place(const void* place) const;

  Gpu& gpu_;
  std::size_t capacity_bytes_;
  Buffer buffer_;
  std::unique_ptr<PinnedBuffer> pinned_;
  std::size_t used_ = 0;
};

}  // namespace simgrad::cuda
