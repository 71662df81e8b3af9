#include <algorithm>
#include <array>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/experiment/interrupt.hpp"
#include "sim/experiment/open_device.hpp"
#include "sim/sweep/child_process.hpp"
#include "sim/sweep/local_executor.hpp"

namespace simgrad {
namespace {

/// Why a device cannot be opened; "" if it can. A process of its own tries: a CUDA context may not
/// be in one that forks.
std::string device_problem(const std::string& device) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) {
    throw Error("cannot make a pipe to look for a GPU");
  }
  const auto child = start_child(
      [&] {
        std::string problem;
        try {
          const InterruptFlag interrupt;
          (void)open_device(device, 0, interrupt);
        } catch (const Error& error) {
          problem = error.what();
        }
        return write(ends[1], problem.data(), problem.size()) < 0 ? 1 : 0;
      },
      {});
  close(ends[1]);
  std::string problem;
  std::array<char, 4096> block{};
  for (ssize_t count = 0; (count = read(ends[0], block.data(), block.size())) > 0;) {
    problem.append(block.data(), static_cast<std::size_t>(count));
  }
  close(ends[0]);
  int status = 0;
  if (!child || waitpid(*child, &status, 0) != *child) {
    throw Error("cannot start a process to look for a GPU");
  }
  return problem.empty() && status != 0
             ? fmt::format("--device {}: looking for it {}", device, end_text(status))
             : problem;
}

std::vector<std::string> cpus(std::size_t jobs) {
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  return std::vector<std::string>(jobs == 0 ? cores : jobs, "cpu");
}

}  // namespace

std::vector<std::string> devices_of_runs(const std::string& device, std::size_t jobs) {
  if (device == "cpu") {
    return cpus(jobs);
  }
  const std::string wanted = device == "auto" ? "cuda" : device;
  if (const std::string problem = device_problem(wanted); !problem.empty()) {
    if (device == "auto") {
      return cpus(jobs);
    }
    throw Error(problem);
  }
  const std::vector<int> ordinals = cuda_ordinals(wanted);
  std::vector<std::string> devices;
  devices.reserve(ordinals.size());
  for (const int ordinal : ordinals) {
    devices.push_back(fmt::format("cuda:{}", ordinal));
  }
  if (jobs > 0 && jobs < devices.size()) {
    devices.resize(jobs);
  }
  return devices;
}

}  // namespace simgrad
