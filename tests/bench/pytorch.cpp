#include "tests/bench/pytorch.hpp"

#include <fstream>
#include <sstream>
#include <string>

#include "kernels/error.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/scenario.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::bench {
namespace {

/// The python3 that has torch: the first of the path, or Debian's; empty if neither.
std::string python_with_torch() {
  for (const char* python : {"python3", "/usr/bin/python3"}) {
    if (std::system((std::string(python) + " -c 'import torch, numpy' 2>/dev/null").c_str()) == 0) {
      return python;
    }
  }
  return {};
}

template <class T>
void write(const std::filesystem::path& file, std::span<const T> numbers) {
  static_assert(sizeof(T) == 4);
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(numbers.data()),
             static_cast<std::streamsize>(numbers.size_bytes()));
}

}  // namespace

std::optional<TorchSteps> torch_steps(const TorchWork& work) {
  const std::string python = python_with_torch();
  if (python.empty()) {
    return std::nullopt;
  }
  const test::TemporaryFolder folder;
  write(folder / "features", std::span<const float>(work.data.features));
  write(folder / "labels", std::span<const std::int32_t>(work.data.labels));
  write(folder / "parameters", work.parameters);
  write(folder / "checked_order", work.checked_order);
  write(folder / "order", work.order);
  const std::string command = python + " '" + bench_file("torch_steps.py").string() + "' '" +
                              folder.path().string() + "' " + std::to_string(work.batch_size) +
                              " " + std::to_string(work.repetitions) + " " + work.model;
  const auto [output, status] = output_of(command);
  if (status != 0) {
    throw Error("failed: " + command);
  }
  std::istringstream lines(output);
  TorchSteps steps;
  std::string what;
  for (double number = 0.0; lines >> what >> number;) {
    if (what == "loss") {
      steps.loss = number;
    } else if (what == "rate") {
      steps.rates.push_back(number);
    } else {
      steps.reference_blas = number != 0.0;
    }
  }
  return steps;
}

}  // namespace simgrad::bench
