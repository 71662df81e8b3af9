#pragma once

#include <string>
#include <utility>
#include <variant>

#include "kernels/error.hpp"

namespace simgrad {

/// Why something did not come about in the simulated world.
enum class FailureKind {
  kPeerDown,  // the other node's host is off, or went off meanwhile
  kLinkDown,  // a link on the way is off, or went off meanwhile
  kTimeout,   // nothing came in time
};

/// A simulated failure: a part of the experiment, not an error.
struct Failure {
  FailureKind kind = FailureKind::kTimeout;
  std::string subject;  // the node or link that failed
};

/// "peer down", "link down", "timeout".
inline const char* to_text(FailureKind kind) {
  switch (kind) {
    case FailureKind::kPeerDown:
      return "peer down";
    case FailureKind::kLinkDown:
      return "link down";
    case FailureKind::kTimeout:
      return "timeout";
  }
  return "";
}

/// A T, or why not.
template <class T>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : content_(std::move(value)) {}            // NOLINT(google-explicit-constructor)
  Outcome(Failure failure) : content_(std::move(failure)) {}  // NOLINT(google-explicit-constructor)

  explicit operator bool() const { return std::holds_alternative<T>(content_); }
  /// Throws: BrokenInvariant if there is none.
  T& operator*() {
    SIMGRAD_REQUIRE(*this, "the outcome is a value");
    return *std::get_if<T>(&content_);
  }
  const T& operator*() const {
    SIMGRAD_REQUIRE(*this, "the outcome is a value");
    return *std::get_if<T>(&content_);
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }
  [[nodiscard]] const Failure& failure() const {
    SIMGRAD_REQUIRE(!*this, "the outcome is a failure");
    return *std::get_if<Failure>(&content_);
  }

 private:
  std::variant<T, Failure> content_;
};

}  // namespace simgrad
