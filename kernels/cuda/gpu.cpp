#include "kernels/cuda/gpu.hpp"

#include <algorithm>
#include <cstring>

#include "kernels/cuda/check.hpp"

namespace simgrad::cuda {
namespace {

constexpr int kOldestCapability = 75;
constexpr std::size_t kPlaceAlignment = 64;

void require_driver() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status == cudaErrorInsufficientDriver) {
    throw Error(std::string("no NVIDIA driver, or one older than CUDA ") +
                std::to_string(CUDART_VERSION / 1000) + "." +
                std::to_string(CUDART_VERSION % 1000 / 10) +
                " wants: " + cudaGetErrorString(status));
  }
  if (status == cudaErrorNoDevice || (status == cudaSuccess && count == 0)) {
    throw Error("this machine has no CUDA device");
  }
  check(status, "search for devices");
}

void require_ordinal(int ordinal) {
  require_driver();
  int count = 0;
  check(cudaGetDeviceCount(&count), "search for devices");
  if (ordinal < 0 || ordinal >= count) {
    throw Error("there is no device " + std::to_string(ordinal) + ": this machine has " +
                std::to_string(count) + ", numbered from 0");
  }
}

std::shared_ptr<Memory> open_memory(int ordinal, std::size_t limit_bytes) {
  require_ordinal(ordinal);
  check(cudaSetDevice(ordinal), "start of the device");
  std::size_t free_bytes = 0;
  std::size_t total_bytes = 0;
  check(cudaMemGetInfo(&free_bytes, &total_bytes), "free memory");
  // cuBLAS's workspace is no work's.
  return std::make_shared<Memory>(
      ordinal, limit_bytes == 0 ? free_bytes / 10 * 9 : limit_bytes + kWorkspaceBytes);
}

}  // namespace

Gpu::Gpu(int ordinal, std::size_t limit_bytes)
    : ordinal_(ordinal), memory_(open_memory(ordinal, limit_bytes)), products_(memory_) {
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, ordinal), "properties of the device");
  name_ = properties.name;
  compute_capability_ = properties.major * 10 + properties.minor;
  if (compute_capability_ < kOldestCapability) {
    throw Error("device " + std::to_string(ordinal) + ", " + name_ + ", has compute capability " +
                std::to_string(properties.major) + "." + std::to_string(properties.minor) +
                "; 7.5 or later was expected");
  }
  check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "stream");
}

Gpu::~Gpu() {
  (void)cudaSetDevice(ordinal_);
  (void)cudaStreamSynchronize(stream_);
  (void)cudaStreamDestroy(stream_);
}

void Gpu::activate() const {
  check(cudaSetDevice(ordinal_), "choice of the device");
}

std::shared_ptr<const Results> Gpu::take_results(std::size_t floats) const {
  const std::size_t bytes = floats * sizeof(float);
  return std::make_shared<const Results>(take(bytes), bytes, live_bytes_);
}

Buffer Gpu::copy(const void* from, std::size_t bytes) {
  Buffer buffer = take(bytes);
  check(cudaMemcpyAsync(buffer.data(), from, bytes, cudaMemcpyHostToDevice, stream_),
        "copy to the device");
  return buffer;
}

DeviceSamples Gpu::copy(const Samples& samples, std::vector<Buffer>& buffers) {
  buffers.push_back(copy(samples.features.data(), samples.features.size() * sizeof(float)));
  const auto* features = buffers.back().as<const float>();
  buffers.push_back(copy(samples.labels.data(), samples.labels.size() * sizeof(std::int32_t)));
  return {features, buffers.back().as<const std::int32_t>(),
          static_cast<std::uint32_t>(samples.stride)};
}

Gpu::Resident& Gpu::resident(const std::shared_ptr<const Dataset>& data) {
  std::erase_if(data_, [](const auto& entry) {
    return entry.second.data.expired();
  });
  Resident& found = data_[data.get()];
  if (found.data.expired()) {
    found.buffers.reserve(4);
    found.train = copy(data->train, found.buffers);
    found.test = copy(data->test, found.buffers);
    found.data = data;
  }
  return found;
}

const std::uint32_t* Gpu::samples(const Indices& indices) {
  const auto found = indices_.find(indices.get());
  if (found != indices_.end() && !found->second.indices.expired()) {
    return found->second.buffer.as<const std::uint32_t>();
  }
  std::erase_if(indices_, [](const auto& entry) {
    return entry.second.indices.expired();
  });
  Buffer buffer = copy(indices->data(), indices->size() * sizeof(std::uint32_t));
  ResidentIndices& kept = indices_[indices.get()];
  kept = {indices, std::move(buffer)};
  return kept.buffer.as<const std::uint32_t>();
}

std::unique_ptr<PinnedBuffer> Gpu::take_pinned(std::size_t bytes) {
  const auto found = std::find_if(pinned_.begin(), pinned_.end(), [&](const auto& buffer) {
    return buffer->bytes() >= bytes;
  });
  if (found == pinned_.end()) {
    return std::make_unique<PinnedBuffer>(std::max(bytes, std::size_t{1} << 20U));
  }
  std::unique_ptr<PinnedBuffer> buffer = std::move(*found);
  pinned_.erase(found);
  return buffer;
}

void Gpu::give_back(std::unique_ptr<PinnedBuffer> buffer) {
  pinned_.push_back(std::move(buffer));
}

Parcel::Parcel(Gpu& gpu, std::size_t capacity_bytes)
    : gpu_(gpu),
      capacity_bytes_(capacity_bytes),
      buffer_(gpu.take(capacity_bytes)),
      pinned_(gpu.take_pinned(capacity_bytes)) {}

Parcel::~Parcel() {
  gpu_.give_back(std::move(pinned_));
}

void* Parcel::add_bytes(const void* items, std::size_t bytes) {
  const std::size_t offset = used_;
  used_ += (bytes + kPlaceAlignment - 1) / kPlaceAlignment * kPlaceAlignment;
  SIMGRAD_REQUIRE(used_ <= capacity_bytes_, "a parcel holds what was announced");
  if (bytes > 0) {
    std::memcpy(pinned_->data() + offset, items, bytes);
  }
  return buffer_.as<std::byte>() + offset;
}

std::byte* Parcel::host_place(const void* place) const {
  return pinned_->data() + (static_cast<const std::byte*>(place) - buffer_.as<std::byte>());
}

void Parcel::send() {
  check(cudaMemcpyAsync(buffer_.data(), pinned_->data(), used_, cudaMemcpyHostToDevice,
                        gpu_.stream()),
        "copy to the device");
}

void Parcel::fetch(const void* place, std::size_t bytes) {
  check(cudaMemcpyAsync(host_place(place), place, bytes, cudaMemcpyDeviceToHost, gpu_.stream()),
        "copy from the device");
}

}  // namespace simgrad::cuda
