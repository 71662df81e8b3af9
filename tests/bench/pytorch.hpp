#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/datasets/dataset.hpp"

namespace simgrad::bench {

/// What torch_steps.py is to do, from the same start and in the same order as the device.
struct TorchWork {
  const Samples& data;
  std::span<const float> parameters;  // tensor after tensor, without padding
  std::span<const std::uint32_t> checked_order;
  std::span<const std::uint32_t> order;
  std::size_t batch_size;
  int repetitions;
  std::string model;  // mlp or cnn
};

struct TorchSteps {
  double loss = 0.0;            // mean over checked_order
  std::vector<double> rates;    // samples per second of processor time
  bool reference_blas = false;  // no opponent: Debian's PyTorch without a fast BLAS beside it
};

/// SGD steps by PyTorch on one thread in a process of its own; nothing where no python3 has it.
/// Throws: Error if the script fails.
std::optional<TorchSteps> torch_steps(const TorchWork& work);

}  // namespace simgrad::bench
