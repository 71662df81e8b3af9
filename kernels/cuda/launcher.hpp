#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "kernels/cuda/level.hpp"
#include "kernels/device.hpp"

namespace simgrad::cuda {

/// Spreads levels over the GPUs, in pieces that fit their memory.
///
/// Used from the device's own thread, but for what usage() and the names ask.
class Launcher {
 public:
  using OnLaunched = std::function<void(std::unique_ptr<Level> level)>;

  /// Throws: Error if a GPU is not there or too old.
  Launcher(const std::vector<int>& ordinals, std::size_t limit_bytes);

  [[nodiscard]] const std::vector<std::unique_ptr<Gpu>>& gpus() const { return gpus_; }
  [[nodiscard]] Gpu& home(const CudaValue& value) const { return *gpus_[value.home]; }

  /// Enqueues the works of a level and hands over each piece of it.
  /// Throws: OutOfMemory if not even one work fits; Error.
  void launch(const Level::Values& values, const OnLaunched& on_launched);

 private:
  static std::size_t lanes_that_fit(const Gpu& gpu, const Level::Values& values);
  void launch_piece(std::size_t index, const Level::Values& values, const OnLaunched& on_launched);
  void bring_inputs(std::size_t index, const Level::Values& values);
  void bring(std::size_t index, CudaValue& value);

  std::vector<std::unique_ptr<Gpu>> gpus_;
  std::size_t next_gpu_ = 0;
};

}  // namespace simgrad::cuda
