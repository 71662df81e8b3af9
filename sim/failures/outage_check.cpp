#include "sim/failures/outage_check.hpp"

namespace simgrad {

std::string outage_problem(const Arguments& arguments, bool begins_with_run) {
  const bool once = arguments.has("at");
  const bool again = arguments.has("time_to_failure");
  if (once && again && begins_with_run) {
    return "at most one of 'at' (once) and 'time_to_failure' (again and again) was expected, not "
           "both";
  }
  if (once == again && !begins_with_run) {
    return std::string(
               "exactly one of 'at' (once) and 'time_to_failure' (again and again) was "
               "expected, ") +
           (once ? "not both" : "neither is there");
  }
  if (arguments.has("duration") && arguments.has("time_to_repair")) {
    return "at most one of 'duration' (a given time) and 'time_to_repair' (drawn) was expected, "
           "not both";
  }
  return "";
}

std::string factor_problem(const Arguments& arguments) {
  constexpr std::string_view kEnding = "_factor";
  std::string names;
  for (const auto& [name, value] : arguments.values()) {
    const double* factor = std::get_if<double>(&value);
    if (factor == nullptr || name.size() < kEnding.size() ||
        name.compare(name.size() - kEnding.size(), kEnding.size(), kEnding) != 0) {
      continue;
    }
    if (*factor != 1.0) {
      return "";
    }
    names += (names.empty() ? "'" : " or '") + name + "'";
  }
  return names.empty() ? "" : "nothing would happen: " + names + " other than 1 was expected";
}

}  // namespace simgrad
