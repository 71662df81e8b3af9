#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace simgrad {

struct PlatformProblem {
  std::string file;
  int line = 0;  // 0: the file as a whole
  std::string text;
};

/// What is wrong with a SimGrid platform file (DTD 4.1), all problems at once, sorted by line.
/// Empty: nothing known stops SimGrid 3.32 from loading it. Bad XML ends the check there.
///
/// Wanted because SimGrid aborts at the first problem, crashes on some and takes others in silence:
/// NaN and negative quantities, two hosts of a name, a Full zone without any route. Refused
/// although SimGrid takes them: availability profiles, actors and <config>, which belong
/// into the scenario. Left to the engine: a missing route between two hosts of a Full zone that has
/// others, since a platform need not have the routes that no strategy uses.
///
/// @param file  only this file is read: no DTD, no entities
/// Cost: linear in the file and in the hosts of its clusters (1,000,000 at most).
/// Throws: nothing of its own; a file that cannot be read is a problem.
std::vector<PlatformProblem> check_platform_file(const std::filesystem::path& file);

}  // namespace simgrad
