#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace simgrad {

/// Where a command says how far it is.
enum class Output { kText, kQuiet, kJson };

/// A line of text on stderr that tells how far something is: on a terminal rewritten in place, at
/// most ten times a second, and cleared at its end; elsewhere printed at every tenth of the way.
class StatusLine {
 public:
  StatusLine();
  ~StatusLine();
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  StatusLine(StatusLine&&) = delete;
  StatusLine& operator=(StatusLine&&) = delete;

  /// @param done, all  how far it is; all > 0
  /// @param text       called only if the line is to be shown
  void show(std::int64_t done, std::int64_t all, const std::function<std::string()>& text);

  /// A line that stays, above the one that is rewritten.
  void print(const std::string& text);

 private:
  void clear();

  bool terminal_;
  bool shown_ = false;
  std::int64_t tenth_shown_ = 0;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace simgrad
