#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace simgrad {

/// Where a problem is expected, as broken/cases.txt writes it, and a part of its text.
struct Expectation {
  std::string place;  // "LINE:COLUMN", "file" or "set ARGUMENT"
  std::string fragment;
};

/// One case of broken/cases.txt.
struct Case {
  std::string name;
  std::string text;
  std::string path;  // to be read in place of what was written, if any
  std::vector<std::string> overrides;
  std::vector<Expectation> expectations;
};

/// All cases; broken/cases.txt says what its lines mean.
std::vector<Case> read_cases(const std::filesystem::path& folder);

}  // namespace simgrad
