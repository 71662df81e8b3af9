#pragma once

#include <atomic>

namespace simgrad {

/// Raised by the first SIGINT or SIGTERM; a second one ends the process at once.
class InterruptFlag {
 public:
  /// Takes both signals until it goes.
  InterruptFlag();
  InterruptFlag(const InterruptFlag&) = delete;
  InterruptFlag& operator=(const InterruptFlag&) = delete;
  ~InterruptFlag();

  /// Takes both signals again: SimGrid, once it is loaded, has SIGINT end the process.
  void take_signals() const;
  [[nodiscard]] const std::atomic<bool>& raised() const;
  /// Lowers the flag, so that what is left of a run can be waited for.
  void lower();
};

}  // namespace simgrad
