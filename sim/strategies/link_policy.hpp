#pragma once

#include <vector>

#include "kernels/component.hpp"
#include "sim/engine/node.hpp"

namespace simgrad {

/// How a strategy meets lost nodes and broken links; the same keys in every strategy.
struct LinkPolicy {
  Detection detection;  // from a host's crash until the server knows
  RetryPolicy retry;
};

/// @param seed  of the scenario, for the pauses' jitter
LinkPolicy link_policy(const Arguments& arguments, std::uint64_t seed);

/// `own` parameters of a strategy, followed by those of LinkPolicy.
std::vector<Parameter> with_link_policy(std::vector<Parameter> own);

}  // namespace simgrad
