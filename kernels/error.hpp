#pragma once

#include <stdexcept>
#include <string>

namespace simgrad {

/// The user's or the machine's fault: a wrong scenario, a missing file, no GPU, a full disk.
/// Its text says where, what, and what was expected. Caught once, in main: message, exit 2.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A broken precondition of simgrad's own. Nobody handles it; main prints it, exit 3.
class BrokenInvariant : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] inline void broken_invariant(const char* file, int line, const std::string& text) {
  throw BrokenInvariant(std::string(file) + ":" + std::to_string(line) +
                        ": broken invariant: " + text);
}

}  // namespace simgrad

/// Always armed. `text` says what must hold.
#define SIMGRAD_REQUIRE(condition, text)                     \
  do {                                                       \
    if (!(condition)) {                                      \
      ::simgrad::broken_invariant(__FILE__, __LINE__, text); \
    }                                                        \
  } while (false)
