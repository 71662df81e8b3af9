#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernels/device.hpp"
#include "sim/experiment/interrupt.hpp"

namespace simgrad {

struct OpenedDevice {
  std::unique_ptr<Device> device;
  std::string text;  // "the CPU with 2 threads …": what was chosen, and why if it was a choice
};

/// The ordinals in "cuda" (the first) or "cuda:0,1"; none if `name` is not such a name.
std::vector<int> cuda_ordinals(const std::string& name);

/// What is wrong with a device's name, or nothing.
std::string device_name_problem(const std::string& name);

/// @param name     auto, cpu, cuda, or cuda:ORDINAL[,ORDINAL…]; auto takes the first GPU, or the
/// CPU
///                 where there is none
/// @param threads  of the CPU; 0: one per core
/// Throws: Error saying why there is no such device.
OpenedDevice open_device(const std::string& name, std::size_t threads,
                         const InterruptFlag& interrupt);

}  // namespace simgrad
