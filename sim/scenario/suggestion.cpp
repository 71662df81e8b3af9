#include "sim/scenario/suggestion.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace simgrad {
namespace {

constexpr std::size_t kEdit = 4;  // quarters of one edit
constexpr std::size_t kCase = 1;

std::size_t replace_cost(char a, char b) {
  if (a == b) {
    return 0;
  }
  const auto lower = [](char c) {
    return std::tolower(static_cast<unsigned char>(c));
  };
  return lower(a) == lower(b) ? kCase : kEdit;
}

}  // namespace

std::size_t spelling_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> cost((a.size() + 1) * width);
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      std::size_t& here = cost[i * width + j];
      if (i == 0 || j == 0) {
        here = (i + j) * kEdit;
        continue;
      }
      here = std::min({cost[(i - 1) * width + j] + kEdit, cost[i * width + j - 1] + kEdit,
                       cost[(i - 1) * width + j - 1] + replace_cost(a[i - 1], b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        here = std::min(here, cost[(i - 2) * width + j - 2] + kEdit);
      }
    }
  }
  return (cost.back() + kEdit - 1) / kEdit;
}

std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known) {
  constexpr std::size_t kTooLong = 100;  // nobody misspells a name of that length
  if (name.empty() || name.size() > kTooLong) {
    return "";
  }
  std::string_view best;
  std::size_t best_distance = name.size() / 3 + 2;  // farther is another word
  for (const std::string_view candidate : known) {
    const std::size_t distance = spelling_distance(name, candidate);
    if (distance < best_distance && distance < candidate.size()) {
      best_distance = distance;
      best = candidate;
    }
    const bool begun = name.size() >= 3 && candidate.substr(0, name.size()) == name;
    if (best.empty() && begun) {
      best = candidate;
    }
  }
  return best.empty() ? "" : fmt::format("; did you mean '{}'?", best);
}

std::string join(const std::vector<std::string_view>& names, std::size_t limit) {
  const std::size_t shown = std::min(limit, names.size());
  std::string text = fmt::format(
      "{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  return shown == names.size() ? text : fmt::format("{}, … ({})", text, names.size());
}

}  // namespace simgrad
