#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "gui/views/sweep/compared_sweep.hpp"

namespace simgrad::test {

/// An axis of an example: labels, and their numbers if it has some.
struct ExampleAxis {
  std::string key;
  std::vector<std::string> labels;
  std::vector<double> numbers = {};
};

/// A sweep over every pair of its axes' values: point p takes (p + 1) × 10 s a round with seed 1,
/// and a second more with each further seed; it is evaluated after each of four rounds, at
/// accuracies 20, 40, 60 and 80 %, losses 1, 1/2, 1/3 and 1/4.
struct ExampleSweep {
  std::vector<ExampleAxis> axes = {{"platform.latency", {"1 ms", "20 ms"}, {0.001, 0.02}},
                                   {"strategy", {"ring", "server"}, {}}};
  int seeds = 3;
  double target_accuracy = 0.6;
  /// Of run 1, 2, … "": it has no row yet.
  std::string (*status)(int run) = [](int) {
    return std::string("finished");
  };
  /// Whether the losses of a run end as no numbers.
  bool (*diverges)(int run) = [](int) {
    return false;
  };

  void write(const std::filesystem::path& path) const;
  gui::ComparedSweep read() const;
};

/// "latency", with numbers.
ExampleAxis latencyAxis();

}  // namespace simgrad::test
