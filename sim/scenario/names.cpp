#include "sim/scenario/names.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/scenario/suggestion.hpp"
#include "sim/scenario/tree.hpp"

namespace simgrad {
namespace {

/// The length of the set that `pattern` begins with, brackets included; 0 if it is none.
std::size_t set_length(std::string_view pattern) {
  if (pattern.empty() || pattern.front() != '[') {
    return 0;
  }
  const std::size_t first = pattern.substr(1, 1) == "!" ? 2 : 1;
  const std::size_t close = pattern.find(']', first + 1);  // a leading ] belongs to the set
  return close == std::string_view::npos ? 0 : close + 1;
}

bool set_contains(std::string_view set, char c) {
  set = set.substr(1, set.size() - 2);
  const bool negated = set.front() == '!';
  set.remove_prefix(negated ? 1 : 0);
  bool found = false;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i + 2 < set.size() && set[i + 1] == '-') {
      found = found || (set[i] <= c && c <= set[i + 2]);
      i += 2;
    } else {
      found = found || set[i] == c;
    }
  }
  return found != negated;
}

/// The length of the one-character pattern at the front if it matches `c`, else 0.
std::size_t match_one(std::string_view pattern, char c) {
  if (const std::size_t length = set_length(pattern); length > 0) {
    return set_contains(pattern.substr(0, length), c) ? length : 0;
  }
  return pattern.front() == '?' || pattern.front() == c ? 1 : 0;
}

/// SimGrid makes two links of one that is split duplex: "link-3" stands for "link-3_UP" and
/// "link-3_DOWN".
std::string_view without_direction(std::string_view name) {
  for (const std::string_view direction : {"_UP", "_DOWN"}) {
    if (name.size() > direction.size() &&
        name.substr(name.size() - direction.size()) == direction) {
      return name.substr(0, name.size() - direction.size());
    }
  }
  return name;
}

std::vector<std::string> matching(std::string_view pattern, const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), pattern) != known.end()) {
    return {std::string(pattern)};
  }
  std::vector<std::string> names;
  std::copy_if(
      known.begin(), known.end(), std::back_inserter(names), [pattern](const std::string& name) {
        return matches_glob(pattern, name) || matches_glob(pattern, without_direction(name));
      });
  return names;
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;  // the last *, and where its match ends for now
  std::size_t star_end = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_end = n;
      continue;
    }
    const std::size_t length = p < pattern.size() ? match_one(pattern.substr(p), name[n]) : 0;
    if (length > 0) {
      p += length;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++star_end;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string no_such_name(std::string_view name, const std::vector<std::string>& known,
                         std::string_view noun) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  const bool glob = name.find_first_of("*?[") != std::string_view::npos;
  return fmt::format("no {} {} '{}'{}", noun, glob ? "matches" : "is called", name,
                     suggestion(name, views, fmt::format("the platform's {}s", noun), 8));
}

std::vector<std::string> expand_names(const std::vector<std::string>& patterns,
                                      const std::vector<std::string>& known, std::string_view noun,
                                      const std::string& key, const Plan& plan,
                                      Problems& problems) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const std::vector<std::string> found = matching(patterns[i], known);
    if (found.empty()) {
      const std::string element = child_key(key, i);
      problems.add(element, plan.where(element),
                   fmt::format("{}: {}", key, no_such_name(patterns[i], known, noun)));
    }
    for (const std::string& name : found) {
      if (taken.insert(name).second) {
        names.push_back(name);
      }
    }
  }
  return names;
}

}  // namespace simgrad
