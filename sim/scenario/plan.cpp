#include "sim/scenario/plan.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace simgrad {
namespace {

bool earlier(const Problem& a, const Problem& b) {
  const auto place = [](const Location& where) {
    const bool override_argument = where.file.rfind("--set ", 0) == 0;
    return std::tuple(override_argument, where.line, where.column);
  };
  return place(a.where) < place(b.where);
}

std::vector<Problem> sorted(std::vector<Problem> problems) {
  std::stable_sort(problems.begin(), problems.end(), earlier);
  return problems;
}

}  // namespace

std::string to_text(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : sorted(problems)) {
    const Location& where = problem.where;
    text += text.empty() ? "" : "\n";
    text += where.file;
    text += where.line == 0 ? "" : fmt::format(":{}", where.line);
    text += where.column == 0 ? "" : fmt::format(":{}", where.column);
    text += fmt::format(": error: {}", problem.text);
  }
  return text;
}

ScenarioError::ScenarioError(std::vector<Problem> problems)
    : Error(to_text(problems)), problems_(sorted(std::move(problems))) {}

Override command_line_override(const std::string& text) {
  return {text, Location{"--set " + text}};
}

Location place_of(std::string_view key, const KeyPlaces& places,
                  const std::filesystem::path& file) {
  while (!key.empty()) {
    if (const auto found = places.find(key); found != places.end()) {
      return found->second;
    }
    const std::size_t cut = key.find_last_of(".[");
    key = cut == std::string_view::npos ? std::string_view() : key.substr(0, cut);
  }
  return Location{file.string()};
}

Location Plan::where(std::string_view key) const {
  return place_of(key, locations, path);
}

}  // namespace simgrad
