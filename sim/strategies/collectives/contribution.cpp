#include "sim/strategies/collectives/collective.hpp"

namespace simgrad {

Value Contribution::slice(const Training& training, const ParameterRange& chunk) const {
  if (chunk.count == 0) {
    return {};
  }
  return training.device().submit(
      LinearCombination{{{array, factor, chunk.offset - origin}}, chunk.count});
}

Value Contribution::added_to(const Training& training, const Value& partial,
                             const ParameterRange& chunk) const {
  if (chunk.count == 0) {
    return {};
  }
  return training.device().submit(
      LinearCombination{{{partial, 1.0, 0}, {array, factor, chunk.offset - origin}}, chunk.count});
}

}  // namespace simgrad
