#include "sim/scenario/suggestion.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace simgrad {
namespace {

bool same(char a, char b) {
  const auto lower = [](char c) {
    return std::tolower(static_cast<unsigned char>(c));
  };
  return lower(a) == lower(b);
}

/// "batchh" and "batch_size" begin alike: all of the name but its last letter.
bool begins_alike(std::string_view name, std::string_view candidate) {
  constexpr std::size_t kShortest = 4;
  const auto [end, unused] =
      std::mismatch(name.begin(), name.end(), candidate.begin(), candidate.end(), same);
  const auto shared = static_cast<std::size_t>(end - name.begin());
  return shared >= kShortest && shared + 1 >= name.size();
}

}  // namespace

std::size_t spelling_distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> cost((a.size() + 1) * width);
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      std::size_t& here = cost[i * width + j];
      if (i == 0 || j == 0) {
        here = i + j;
        continue;
      }
      const std::size_t replace = same(a[i - 1], b[j - 1]) ? 0 : 1;
      here = std::min({cost[(i - 1) * width + j] + 1, cost[i * width + j - 1] + 1,
                       cost[(i - 1) * width + j - 1] + replace});
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1])) {
        here = std::min(here, cost[(i - 2) * width + j - 2] + 1);
      }
    }
  }
  return cost.back();
}

std::string_view nearest(std::string_view name, const std::vector<std::string_view>& known) {
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
    } else if (best.empty() && begins_alike(name, candidate)) {
      best = candidate;
    }
  }
  return best;
}

std::string join(const std::vector<std::string_view>& names, std::size_t limit) {
  const auto shown = static_cast<std::ptrdiff_t>(std::min(limit, names.size()));
  const std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + shown, ", "));
  return names.size() <= limit ? text : fmt::format("{}, … ({})", text, names.size());
}

std::string suggestion(std::string_view name, const std::vector<std::string_view>& known,
                       std::string_view label, std::size_t limit) {
  const std::string_view meant = nearest(name, known);
  const std::string question = meant.empty() ? "" : fmt::format(" did you mean '{}'?", meant);
  return fmt::format(";{} {}: {}", question, label, join(known, limit));
}

}  // namespace simgrad
