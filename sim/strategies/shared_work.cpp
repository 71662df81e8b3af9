#include "sim/strategies/shared_work.hpp"

namespace simgrad {

Value SharedWork::submit(std::int64_t step, Concatenation work) {
  Key key{0};
  for (const ArraySlice& slice : work.slices) {
    key.insert(key.end(), {slice.value.sequence(), slice.offset, slice.count});
  }
  return find_or_submit(step, key, std::move(work));
}

Value SharedWork::submit(std::int64_t step, OptimizerStep work) {
  const Key key{1, static_cast<std::uint64_t>(work.step), work.state.sequence(),
                work.gradient.sequence()};
  return find_or_submit(step, key, std::move(work));
}

Value SharedWork::find_or_submit(std::int64_t step, const Key& key, Work work) {
  steps_.erase(steps_.begin(), steps_.lower_bound(step - 1));
  Value& value = steps_[step][key];
  if (!value) {
    value = device_.submit(std::move(work));
  }
  return value;
}

}  // namespace simgrad
