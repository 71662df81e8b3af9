#pragma once

#include <map>
#include <string>

#include "sim/scenario/plan.hpp"

namespace simgrad {

/// Looks into each platform once, and walks its routes once: every look takes a process.
class PlatformMemory {
 public:
  /// As inspect_platform; what it throws is remembered too.
  PlatformSummary look(const PlatformChoice& choice);

  /// As check_routes; what is wrong is told at this plan's own place.
  void check_routes(const Plan& plan);

 private:
  struct Look {
    PlatformSummary summary;
    std::string error;  // "" if there is none
  };

  std::map<std::string, Look> looks_;
  std::map<std::string, std::string> route_errors_;  // "" for routes that are all there
};

}  // namespace simgrad
