#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace simgrad::bench {

/// What torch_gpu.py printed.
struct TorchGpu {
  using Rates = std::vector<double>;

  std::string version;
  Rates copy_bytes_per_s;  // read and written
  Rates fp32_flop_per_s;
  /// Client epochs per second by model and way; none where memory did not suffice.
  std::map<std::string, std::map<std::string, Rates>> epochs_per_s;

  /// The rates of one way; empty if it has none.
  [[nodiscard]] Rates rates(const std::string& model, const std::string& way) const;
};

/// PyTorch on this machine's GPU, in a process of its own, each line measured for `line_s`; nothing
/// where no python3 has PyTorch with a GPU.
/// Throws: WrongAnswer if PyTorch's ways disagree or it fails.
std::optional<TorchGpu> torch_gpu(double line_s);

}  // namespace simgrad::bench
