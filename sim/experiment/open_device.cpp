#include "sim/experiment/open_device.hpp"

#include <charconv>

#include <fmt/format.h>

#include "kernels/error.hpp"

namespace simgrad {
namespace {

constexpr std::string_view kCuda = "cuda";

OpenedDevice open_cpu(std::size_t threads, const InterruptFlag& interrupt) {
  CpuOptions options;
  options.threads = threads;
  options.interrupt = &interrupt.raised();
  std::unique_ptr<Device> device = make_cpu_device(options);
  std::string text =
      fmt::format("the CPU with {} thread{}", device->threads(), device->threads() == 1 ? "" : "s");
  return {std::move(device), std::move(text)};
}

OpenedDevice open_cuda(const std::string& name, const InterruptFlag& interrupt) {
  CudaOptions options;
  options.devices = cuda_ordinals(name);
  options.interrupt = &interrupt.raised();
  std::unique_ptr<Device> device = make_cuda_device(options);
  std::string text = device->name();
  return {std::move(device), std::move(text)};
}

}  // namespace

std::vector<int> cuda_ordinals(const std::string& name) {
  if (name == kCuda) {
    return {0};
  }
  if (!name.starts_with("cuda:")) {
    return {};
  }
  std::vector<int> ordinals;
  const char* next = name.data() + kCuda.size();
  const char* end = name.data() + name.size();
  while (next != end) {
    int ordinal = 0;
    const bool separated = *next == (ordinals.empty() ? ':' : ',');
    const auto [stop, status] = std::from_chars(next + 1, end, ordinal);
    if (!separated || status != std::errc() || ordinal < 0) {
      return {};
    }
    ordinals.push_back(ordinal);
    next = stop;
  }
  return ordinals;
}

std::string device_name_problem(const std::string& name) {
  if (name == "auto" || name == "cpu" || !cuda_ordinals(name).empty()) {
    return {};
  }
  return fmt::format(
      "expected auto, cpu, cuda, or cuda: and the GPUs' numbers, as in cuda:0,1, got '{}'", name);
}

OpenedDevice open_device(const std::string& name, std::size_t threads,
                         const InterruptFlag& interrupt) {
  if (name == "cpu") {
    return open_cpu(threads, interrupt);
  }
  try {
    return open_cuda(name == "auto" ? std::string(kCuda) : name, interrupt);
  } catch (const Error& error) {
    if (name != "auto") {
      throw Error(fmt::format("--device {}: {}; --device cpu needs none", name, error.what()));
    }
    OpenedDevice opened = open_cpu(threads, interrupt);
    opened.text += fmt::format(" (no GPU: {})", error.what());
    return opened;
  }
}

}  // namespace simgrad
