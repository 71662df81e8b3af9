#include "sim/sweep/point_text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace simgrad {
namespace {

/// The last `parts` parts of a dotted key.
std::string end_of(const std::string& key, int parts) {
  std::size_t begin = key.size();
  for (int i = 0; i < parts && begin != std::string::npos && begin != 0; ++i) {
    begin = key.rfind('.', begin - 1);
  }
  return begin == std::string::npos || begin == 0 ? key : key.substr(begin + 1);
}

}  // namespace

std::vector<std::string> short_keys(const std::vector<std::string>& keys) {
  std::vector<std::string> names;
  for (const std::string& key : keys) {
    int parts = 1;
    while (end_of(key, parts) != key &&
           std::count_if(keys.begin(), keys.end(), [&](const std::string& other) {
             return end_of(other, parts) == end_of(key, parts);
           }) > 1) {
      ++parts;
    }
    names.push_back(end_of(key, parts));
  }
  return names;
}

std::string point_text(const SweepPoint& point, const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < point.values.size(); ++i) {
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", names[i], point.values[i].label);
  }
  return text;
}

}  // namespace simgrad
