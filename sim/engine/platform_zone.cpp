#include "sim/engine/platform_zone.hpp"

#include "sim/engine/platform_elements.hpp"

namespace simgrad {
namespace {

constexpr std::string_view kZoneLike =
    "zone AS cluster peer zoneRoute ASroute bypassZoneRoute bypassASroute";
constexpr std::string_view kHostLike = "host router host_link cabinet route bypassRoute";
constexpr std::string_view kRouteLike =
    "route bypassRoute zoneRoute ASroute bypassZoneRoute bypassASroute";

std::string mixed(std::string_view first, std::string_view second) {
  return "<" + std::string(second) + "> beside <" + std::string(first) +
         "> in one zone: a zone holds either zones, clusters and peers or hosts, routers and "
         "cabinets; put one of them into a zone of its own";
}

}  // namespace

PlatformZone::PlatformZone(int line, std::string id, std::string_view routing)
    : line_(line), id_(std::move(id)), routing_(routing) {
  for (char& c : routing_) {
    c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
}

std::string PlatformZone::order_problem(std::string_view element) {
  if (element == "prop") {
    return has_content_ ? "<prop> after other elements: a zone's properties come first" : "";
  }
  has_content_ = true;
  if (is_one_of(element, kZoneLike)) {
    if (!first_host_like_.empty()) {
      return mixed(first_host_like_, element);
    }
    first_zone_like_ = first_zone_like_.empty() ? element : first_zone_like_;
  }
  if (is_one_of(element, kHostLike)) {
    if (!first_zone_like_.empty()) {
      return mixed(first_zone_like_, element);
    }
    first_host_like_ = first_host_like_.empty() ? element : first_host_like_;
  }
  if (is_one_of(element, kRouteLike)) {
    first_route_ = first_route_.empty() ? element : first_route_;
  } else if (!first_route_.empty()) {
    return "<" + std::string(element) + "> after <" + first_route_ +
           ">: a zone's routes come after all else";
  }
  return "";
}

void PlatformZone::add_member(const std::string& name, bool needs_host_link) {
  if (!members_.try_emplace(name, member_names_.size()).second) {
    return;
  }
  joined_to_.push_back(member_names_.size());
  member_names_.push_back(name);
  if (needs_host_link && is_cluster()) {
    unlinked_.insert(name);
  }
}

std::size_t PlatformZone::root_of(std::size_t member) {
  while (joined_to_[member] != member) {
    joined_to_[member] = joined_to_[joined_to_[member]];
    member = joined_to_[member];
  }
  return member;
}

std::optional<int> PlatformZone::add_route(const std::string& src, const std::string& dst,
                                           bool symmetrical, int line) {
  const std::size_t a = root_of(members_.at(src));
  const std::size_t b = root_of(members_.at(dst));
  joined_to_[std::max(a, b)] = std::min(a, b);
  const auto [forth, forth_is_new] = routes_.try_emplace({src, dst}, line);
  if (!forth_is_new) {
    return forth->second;
  }
  if (symmetrical && src != dst) {
    const auto [back, back_is_new] = routes_.try_emplace({dst, src}, line);
    if (!back_is_new) {
      return back->second;
    }
  }
  return std::nullopt;
}

std::optional<int> PlatformZone::add_bypass_route(const std::string& src, const std::string& dst,
                                                  int line) {
  const auto [found, is_new] = bypass_routes_.try_emplace({src, dst}, line);
  return is_new ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> PlatformZone::end_problems() {
  std::vector<std::string> problems;
  if (is_one_of(routing_, "full none") && members_.size() > 1 && routes_.empty()) {
    problems.push_back("no route joins its " + std::to_string(members_.size()) + " members");
  }
  if (is_one_of(routing_, "floyd dijkstra dijkstracache")) {
    for (std::size_t member = 1; member < member_names_.size(); ++member) {
      if (root_of(member) != 0) {
        problems.push_back("no way from \"" + member_names_[0] + "\" to \"" +
                           member_names_[member] + "\": its routes do not join all its members");
        break;
      }
    }
  }
  if (!unlinked_.empty()) {
    problems.push_back("host \"" + *unlinked_.begin() + "\" has no <host_link>, which routing=\"" +
                       "Cluster\" needs for every host");
  }
  return problems;
}

}  // namespace simgrad
