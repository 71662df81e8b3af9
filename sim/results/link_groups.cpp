#include "sim/results/link_groups.hpp"

#include <cctype>
#include <unordered_set>

namespace simgrad {
namespace {

std::string without_numbers(const std::string& name) {
  std::string out;
  for (const char letter : name) {
    const bool is_digit = std::isdigit(static_cast<unsigned char>(letter)) != 0;
    if (!is_digit) {
      out += letter;
    } else if (out.empty() || out.back() != '*') {
      out += '*';
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> groups_of_links(const std::vector<LinkRow>& links, std::size_t most) {
  std::vector<std::string> groups;
  groups.reserve(links.size());
  for (const LinkRow& link : links) {
    groups.push_back(link.group_name.empty() ? kUnnamedGroup : link.group_name);
  }
  if (std::unordered_set<std::string>(groups.begin(), groups.end()).size() > most) {
    for (std::string& group : groups) {
      group = without_numbers(group);
    }
  }
  return groups;
}

}  // namespace simgrad
