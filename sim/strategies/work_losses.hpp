#pragma once

#include <limits>

namespace simgrad {

/// How often work is lost, as the scenario says: by the crash of any host that holds what nobody
/// else does.
struct WorkLosses {
  double mean_between_s = std::numeric_limits<double>::infinity();  // μ
  double mean_repair_s = 0.0;                                       // D
};

}  // namespace simgrad
