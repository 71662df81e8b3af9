#pragma once

#include <cstdint>
#include <map>

namespace simgrad {

/// Decides which spans are kept, so that their number stays bounded.
///
/// All, until there are more than `limit`. Then only rounds divisible by a stride are kept: it
/// doubles as often as needed, the spans of other rounds are deleted and later ones refused. So
/// rounds that are kept are kept whole. If one round alone exceeds the limit, what it has so far is
/// kept and all later spans are refused (`is_full`). Rounds may be negative (not in any round).
///
/// A function of the sequence of calls alone. Memory: one number a kept round.
class SpanThinning {
 public:
  /// @param limit  most spans kept, ≥ 1
  explicit SpanThinning(std::int64_t limit);

  /// Whether a span of this round is kept now. It may raise stride(): then delete the kept spans
  /// whose round is not a multiple of it.
  bool keeps(std::int64_t round);

  std::int64_t stride() const { return stride_; }
  bool is_full() const { return is_full_; }

 private:
  void double_stride();

  std::int64_t limit_;
  std::int64_t stride_ = 1;
  bool is_full_ = false;
  std::int64_t kept_ = 0;
  std::map<std::int64_t, std::int64_t> kept_by_round_;
};

}  // namespace simgrad
