#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace simgrad {

/// A zone of a platform file while it is read: who is in it and which routes join them.
class PlatformZone {
 public:
  /// @param routing  as in the file; compared without regard to case
  PlatformZone(int line, std::string id, std::string_view routing);

  int line() const { return line_; }
  const std::string& id() const { return id_; }
  bool has_member(std::string_view name) const { return members_.contains(std::string(name)); }
  /// In lower case, as SimGrid does not regard case here.
  const std::string& routing() const { return routing_; }
  bool is_cluster() const { return routing_ == "cluster"; }

  /// A zone holds either zones (and clusters, peers) or hosts (and routers, cabinets), declares
  /// them before its routes, and its properties first. What is wrong with `element` coming now, or
  /// "".
  std::string order_problem(std::string_view element);

  void add_member(const std::string& name, bool needs_host_link);
  void add_host_link(std::string_view host) { unlinked_.erase(std::string(host)); }

  /// A route between two members. The line of a route that was there already, or nothing.
  std::optional<int> add_route(const std::string& src, const std::string& dst, bool symmetrical,
                               int line);

  std::optional<int> add_bypass_route(const std::string& src, const std::string& dst, int line);

  /// What is wrong with the zone as a whole, at its end: SimGrid would crash on the first use of
  /// a route that is not there. One text for each problem.
  std::vector<std::string> end_problems();

 private:
  std::size_t root_of(std::size_t member);

  int line_;
  std::string id_;
  std::string routing_;
  std::string first_zone_like_;
  std::string first_host_like_;
  std::string first_route_;
  bool has_content_ = false;
  std::unordered_map<std::string, std::size_t> members_;
  std::vector<std::string> member_names_;
  std::vector<std::size_t> joined_to_;  // union-find over members
  std::set<std::string> unlinked_;
  std::map<std::pair<std::string, std::string>, int> routes_;
  std::map<std::pair<std::string, std::string>, int> bypass_routes_;
};

}  // namespace simgrad
