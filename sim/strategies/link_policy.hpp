#pragma once

#include <vector>

#include "kernels/component.hpp"
#include "sim/engine/node.hpp"

namespace simgrad {

/// How a strategy meets lost nodes and broken links; the same keys in every strategy.
struct LinkPolicy {
  double detection_delay_s = 0.0;  // from a host's crash until the server knows
  RetryPolicy retry;
};

inline LinkPolicy link_policy(const Arguments& arguments) {
  return {arguments.real("detection_delay"),
          {arguments.integer("retries") + 1, arguments.real("retry_interval")}};
}

/// `own` parameters of a strategy, followed by those of LinkPolicy.
inline std::vector<Parameter> with_link_policy(std::vector<Parameter> own) {
  own.push_back({.name = "detection_delay",
                 .type = Type::kSeconds,
                 .summary = "from a host's crash until the server knows of it (heartbeats)",
                 .default_text = "\"10 s\"",
                 .range = kNotNegative});
  own.push_back({.name = "retries",
                 .type = Type::kInteger,
                 .summary = "further tries of a transfer whose link is down",
                 .default_text = "10",
                 .range = {0, 1'000'000}});
  own.push_back({.name = "retry_interval",
                 .type = Type::kSeconds,
                 .summary = "pause before each further try",
                 .default_text = "\"5 s\"",
                 .range = kPositive});
  return own;
}

}  // namespace simgrad
