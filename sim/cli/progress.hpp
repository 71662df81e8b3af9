#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "sim/cli/status_line.hpp"
#include "sim/strategies/training.hpp"

namespace simgrad {

/// Says how far a run is: a StatusLine by its rounds, or as JSON one object a line on stdout.
class Progress {
 public:
  Progress(Output output, std::int64_t rounds);

  void show(const TrainingStatus& status, double simulated_s, std::uint64_t events);
  /// Says what does not end the run: a line above the status, or an object of type "note".
  void note(const std::string& text);

 private:
  void show_json(const TrainingStatus& status, double simulated_s, std::uint64_t events) const;
  [[nodiscard]] std::string text(const TrainingStatus& status, double simulated_s,
                                 std::uint64_t events) const;

  Output output_;
  std::int64_t rounds_;
  StatusLine line_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace simgrad
