#include "kernels/cuda/launcher.hpp"

#include <algorithm>

#include "kernels/cuda/check.hpp"
#include "kernels/cuda/level_queue.hpp"

namespace simgrad::cuda {
namespace {

constexpr double kMemoryShare = 0.6;  // of what is free, that one level plans to take

}  // namespace

Launcher::Launcher(const std::vector<int>& ordinals, std::size_t limit_bytes) {
  gpus_.reserve(ordinals.size());
  for (const int ordinal : ordinals) {
    gpus_.push_back(std::make_unique<Gpu>(ordinal, limit_bytes));
  }
}

void Launcher::launch(const Level::Values& values, const OnLaunched& on_launched) {
  const std::size_t share = (values.size() + gpus_.size() - 1) / gpus_.size();
  for (const Level::Values& part : split(values, share)) {
    const std::size_t index = next_gpu_++ % gpus_.size();
    for (const Level::Values& piece : split(part, lanes_that_fit(*gpus_[index], part))) {
      launch_piece(index, piece, on_launched);
    }
  }
}

std::size_t Launcher::lanes_that_fit(const Gpu& gpu, const Level::Values& values) {
  const std::size_t taken = gpu.memory()->taken_bytes();
  const std::size_t limit = gpu.memory()->limit_bytes();
  const auto free_bytes = static_cast<double>(limit - std::min(taken, limit));
  const std::size_t lane_floats = Level::floats_per_lane(*values.front()->work);
  const double lane_bytes = 4.0 * static_cast<double>(lane_floats) + 1.0;
  return std::max<std::size_t>(1, static_cast<std::size_t>(kMemoryShare * free_bytes / lane_bytes));
}

/// Where memory is short all the same, in halves.
void Launcher::launch_piece(std::size_t index, const Level::Values& values,
                            const OnLaunched& on_launched) {
  try {
    bring_inputs(index, values);
    on_launched(std::make_unique<Level>(*gpus_[index], index, values));
    return;
  } catch (const OutOfMemory&) {
    if (values.size() == 1) {
      throw;
    }
  }
  for (const Level::Values& half : split(values, (values.size() + 1) / 2)) {
    launch_piece(index, half, on_launched);
  }
}

/// Copies what the works need from other GPUs.
void Launcher::bring_inputs(std::size_t index, const Level::Values& values) {
  if (gpus_.size() == 1) {
    return;
  }
  for (const auto& value : values) {
    for (const Value& input : inputs(*value->work)) {
      bring(index, cuda_value(input));
    }
  }
}

void Launcher::bring(std::size_t index, CudaValue& value) {
  value.slices.resize(gpus_.size());
  Slice& here = value.slices[index];
  if (here.data != nullptr || value.floats() == 0) {
    return;
  }
  const Gpu& source = home(value);
  const Gpu& target = *gpus_[index];
  const std::size_t bytes = value.floats() * sizeof(float);
  source.activate();
  Event there;
  there.record(source.stream());
  target.activate();
  const auto results = target.take_results(value.floats());
  check(cudaStreamWaitEvent(target.stream(), there.get(), 0), "wait for another device");
  check(cudaMemcpyPeerAsync(results->data(), target.ordinal(), value.slices[value.home].data,
                            source.ordinal(), bytes, target.stream()),
        "copy from another device");
  here = {results, results->data()};
}

}  // namespace simgrad::cuda
