#pragma once

#include <map>
#include <string>

#include "sim/scenario/plan.hpp"

namespace simgrad {

/// Looks into each platform once, and walks its routes once: every look takes a process.
class PlatformMemory {
 public:
  /// Asks this memory, which has to outlive it.
  PlatformLook look();

  /// As check_routes; what is wrong is told at this plan's own place.
  void check_routes(const Plan& plan);

 private:
  struct Answer {
    PlatformSummary summary;
    std::string error;  // "" if there is none
  };

  const Answer& answer(const PlatformChoice& choice);

  std::map<std::string, Answer> answers_;
  std::map<std::filesystem::path, std::vector<PlatformProblem>> file_problems_;
  std::map<std::string, std::string> route_errors_;  // "" for routes that are all there
};

}  // namespace simgrad
