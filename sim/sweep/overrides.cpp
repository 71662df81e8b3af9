#include "sim/sweep/overrides.hpp"

#include <algorithm>

#include "sim/scenario/override.hpp"

namespace simgrad {
namespace {

std::ptrdiff_t depth(const Override& change) {
  const auto end = std::find(change.text.begin(), change.text.end(), '=');
  return std::count_if(change.text.begin(), end, [](char c) {
    return c == '.' || c == '[';
  });
}

}  // namespace

bool keys_overlap(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) {
    std::swap(a, b);
  }
  return b.starts_with(a) && (a.size() == b.size() || b[a.size()] == '.' || b[a.size()] == '[');
}

std::vector<Override> in_order_of_depth(std::vector<Override> overrides) {
  std::stable_sort(overrides.begin(), overrides.end(), [](const Override& a, const Override& b) {
    return depth(a) < depth(b);
  });
  return overrides;
}

std::vector<Override> point_overrides(const std::vector<Override>& fixed, const Settings& point) {
  std::vector<Override> all = fixed;
  for (const auto& setting : point) {
    all.push_back({setting->value.key + "=" + setting->value.text, setting->where});
  }
  return in_order_of_depth(std::move(all));
}

SourceNode with_overrides(SourceNode scenario, const std::vector<Override>& overrides) {
  Problems told_by_the_check;
  for (const Override& change : overrides) {
    apply_override(scenario, change, told_by_the_check);
  }
  return scenario;
}

}  // namespace simgrad
