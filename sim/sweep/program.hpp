#pragma once

#include <string>
#include <vector>

namespace simgrad {

struct ProgramEnd {
  int status = 0;  // 127: there is no such program
  std::string output;
  std::string errors;
};

/// Runs another program to its end and keeps what it says.
///
/// @param words  its name, looked for in PATH, and its arguments
/// Throws: Error if no process can be started.
ProgramEnd run_program(const std::vector<std::string>& words);

}  // namespace simgrad
