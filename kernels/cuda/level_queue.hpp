#pragma once

#include <vector>

#include <queue>

#include "kernels/cuda/level.hpp"

namespace simgrad::cuda {

/// Works whose inputs are launched, oldest first; those that nobody wants any more are skipped.
class LevelQueue {
 public:
  /// @param works_at_once  most works of one level; 0: as many as come
  explicit LevelQueue(std::size_t works_at_once) : works_at_once_(works_at_once) {}

  void push(const std::shared_ptr<WorkValue>& value) { ready_.push({value->sequence(), value}); }
  /// Lets go of what was submitted before `sequence`.
  void release(std::uint64_t sequence) { released_ = sequence; }
  /// Whether there is a work that was let go.
  [[nodiscard]] bool has_work() const {
    return !ready_.empty() && ready_.top().sequence < released_;
  }
  /// All works that were let go, as levels: of one kind and shape each, longest trainings first, in
  /// the order of their first works.
  std::vector<Level::Values> take();

 private:
  struct Ready {
    std::uint64_t sequence;
    std::weak_ptr<WorkValue> value;
    bool operator<(const Ready& other) const { return sequence > other.sequence; }
  };

  std::size_t works_at_once_;
  std::uint64_t released_ = 0;
  std::priority_queue<Ready> ready_;
};

/// In pieces of at most `most` works, and where the trainings of a piece would differ much in
/// length.
std::vector<Level::Values> split(const Level::Values& values, std::size_t most);

}  // namespace simgrad::cuda
