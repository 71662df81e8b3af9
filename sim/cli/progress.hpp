#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "sim/strategies/training.hpp"

namespace simgrad {

enum class Output { kText, kQuiet, kJson };

/// Says how far a run is: on a terminal one line, rewritten at most ten times a second; elsewhere
/// a plain line every tenth of the rounds; as JSON one object a line on stdout. Text goes to
/// stderr.
class Progress {
 public:
  Progress(Output output, std::int64_t rounds);

  void show(const TrainingStatus& status, double simulated_s, std::uint64_t events);
  /// Clears the terminal's line, so that other text can follow.
  void clear();

 private:
  [[nodiscard]] std::string text(const TrainingStatus& status, double simulated_s,
                                 std::uint64_t events) const;

  Output output_;
  std::int64_t rounds_;
  bool terminal_;
  bool line_shown_ = false;
  std::int64_t tenth_shown_ = 0;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace simgrad
