#include "sim/record/span_thinning.hpp"

#include "kernels/error.hpp"

namespace simgrad {

SpanThinning::SpanThinning(std::int64_t limit) : limit_(limit) {
  SIMGRAD_REQUIRE(limit >= 1, "at least one span may be kept");
}

bool SpanThinning::keeps(std::int64_t round) {
  if (is_full_ || round % stride_ != 0) {
    return false;
  }
  if (kept_ == limit_ && kept_by_round_.size() == 1 && kept_by_round_.contains(round)) {
    is_full_ = true;
    return false;
  }
  ++kept_by_round_[round];
  ++kept_;
  while (kept_ > limit_) {
    double_stride();
  }
  return round % stride_ == 0;
}

void SpanThinning::double_stride() {
  stride_ *= 2;
  for (auto entry = kept_by_round_.begin(); entry != kept_by_round_.end();) {
    if (entry->first % stride_ == 0) {
      ++entry;
    } else {
      kept_ -= entry->second;
      entry = kept_by_round_.erase(entry);
    }
  }
}

}  // namespace simgrad
