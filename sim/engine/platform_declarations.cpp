// The part of PlatformChecker that declares: zones, hosts, routers, links, and what clusters,
// cabinets and peers make of each.

#include <algorithm>
#include <string>

#include "sim/engine/platform_checker.hpp"
#include "sim/engine/platform_radical.hpp"

namespace simgrad {
namespace {

constexpr std::int64_t kMostHosts = 1'000'000;

}  // namespace

void PlatformChecker::report_twice(const Open& open, const std::string& name,
                                   const PlatformNames::Declared* earlier) {
  if (earlier != nullptr) {
    problem(open.line, open.label,
            "the name \"" + name + "\" is that of a " + earlier->what + " of line " +
                std::to_string(earlier->line) + " already");
  }
}

void PlatformChecker::begin_zone(const Open& open, const AttributeValues& values) {
  const std::string id(value_of(values, "id"));
  report_twice(open, id, names_.add_zone(id, {"zone", open.line, zone_index()}));
  if (PlatformZone* parent = zone()) {
    parent->add_member(id, false);
  }
  zones_.emplace_back(PlatformZone(open.line, id, value_of(values, "routing")), zone_index());
  open_zones_.push_back(zones_.size() - 1);
}

void PlatformChecker::end_zone() {
  for (const std::string& wrong : zone()->end_problems()) {
    problem(zone()->line(), "<zone id=\"" + zone()->id() + "\">", wrong);
  }
  open_zones_.pop_back();
}

void PlatformChecker::declare_netpoint(const Open& open, std::string_view what,
                                       const std::string& name) {
  report_twice(open, name, names_.add_netpoint(name, {std::string(what), open.line, zone_index()}));
  zone()->add_member(name, what == "host");
}

void PlatformChecker::check_host(const Open& open, const AttributeValues& values) {
  if (open.name == "host" && zone()->routing() == "vivaldi") {
    problem(open.line, open.label, "the hosts of a zone with routing=\"Vivaldi\" are <peer>s");
  }
  const std::string pstate(value_of(values, "pstate"));
  const std::string_view speeds = value_of(values, "speed");
  const auto states = std::count(speeds.begin(), speeds.end(), ',') + 1;
  const auto ranges = read_radical(pstate);
  if (!pstate.empty() && (!ranges || host_count(*ranges) != 1 || ranges->front().first >= states)) {
    problem(open.line, open.label,
            "pstate=\"" + pstate + "\": expected a whole number below the " +
                std::to_string(states) + " of its speeds, from 0 on");
  }
}

void PlatformChecker::declare_link(const Open& open, const AttributeValues& values) {
  const std::string id(value_of(values, "id"));
  const std::string_view policy = value_of(values, "sharing_policy");
  report_twice(open, id,
               names_.add_link(id, {"link", open.line, zone_index(), policy == "SPLITDUPLEX"}));
  if (policy == "WIFI" && zone()->routing() != "wifi") {
    problem(open.line, open.label, "only a zone with routing=\"Wifi\" has WIFI links");
  }
  if (policy != "WIFI" && value_of(values, "bandwidth").find(',') != std::string_view::npos) {
    problem(open.line, open.label,
            "several bandwidths: only a link with sharing_policy=\"WIFI\" has them");
  }
  if (open.name == "backbone" && !zone()->is_cluster()) {
    problem(open.line, open.label, "only a zone with routing=\"Cluster\" has a backbone");
  }
}

void PlatformChecker::declare_hosts(const Open& open, const AttributeValues& values,
                                    bool need_host_link) {
  const std::string_view radical = value_of(values, "radical");
  const auto ranges = read_radical(radical);
  if (!ranges) {
    problem(open.line, open.label,
            "radical=\"" + std::string(radical) +
                "\": expected numbers and ranges such as 0-15,20,30-31");
    return;
  }
  hosts_ += host_count(*ranges);
  if (hosts_ > kMostHosts) {
    hosts_ -= host_count(*ranges);
    problem(open.line, open.label,
            "radical=\"" + std::string(radical) + "\" brings the platform to more than " +
                std::to_string(kMostHosts) + " hosts");
    return;
  }
  check_topology(open, values, host_count(*ranges));
  const PlatformNames::Declared* first_twice = nullptr;
  std::string twice;
  for (const RadicalRange& range : *ranges) {
    for (std::int64_t n = range.first; n <= range.last; ++n) {
      const std::string name = std::string(value_of(values, "prefix")) + std::to_string(n) +
                               std::string(value_of(values, "suffix"));
      const auto* earlier = names_.add_netpoint(name, {"host", open.line, zone_index()});
      if (earlier != nullptr && first_twice == nullptr) {
        first_twice = earlier;
        twice = name;
      }
      zone()->add_member(name, need_host_link);
    }
  }
  report_twice(open, twice, first_twice);
}

void PlatformChecker::check_topology(const Open& open, const AttributeValues& values,
                                     std::int64_t hosts) {
  const std::string topology(value_of(values, "topology"));
  const std::string parameters(value_of(values, "topo_parameters"));
  if (!is_one_of(topology, "TORUS FAT_TREE DRAGONFLY")) {
    return;
  }
  const auto expected = topology_host_count(topology, parameters);
  if (!expected) {
    problem(open.line, open.label,
            "topo_parameters=\"" + parameters +
                "\": expected for TORUS \"4,4,2\", FAT_TREE \"2;4,4;1,2;1,2\", DRAGONFLY "
                "\"3,4;4,3;5,1;2\" or the like");
  } else if (*expected != hosts) {
    problem(open.line, open.label,
            "a " + topology + " of topo_parameters=\"" + parameters + "\" has " +
                std::to_string(*expected) + " hosts, but radical names " + std::to_string(hosts));
  }
}

void PlatformChecker::declare_cluster(const Open& open, const AttributeValues& values) {
  begin_zone(open, {{"id", std::string(value_of(values, "id"))}, {"routing", "made by <cluster>"}});
  declare_hosts(open, values, false);
  const std::string id(value_of(values, "id"));
  std::string router(value_of(values, "router_id"));
  if (router.empty()) {
    router = std::string(value_of(values, "prefix")) + id + "_router" +
             std::string(value_of(values, "suffix"));
  }
  declare_netpoint(open, "router", router);
  names_.add_link_prefix(id + "_");
  end_zone();
}

void PlatformChecker::declare_cabinet(const Open& open, const AttributeValues& values) {
  declare_hosts(open, values, false);
  names_.add_link_prefix("link_" + std::string(value_of(values, "prefix")));
  if (!zone()->is_cluster()) {
    problem(open.line, open.label, "only a zone with routing=\"Cluster\" has cabinets");
  }
}

void PlatformChecker::declare_peer(const Open& open, const AttributeValues& values) {
  const std::string id(value_of(values, "id"));
  if (zone() == nullptr || zone()->routing() != "vivaldi") {
    problem(open.line, open.label, "a peer stands only in a zone with routing=\"Vivaldi\"");
    return;
  }
  declare_netpoint(open, "host", id);
  names_.add_link_prefix("link_" + id + "_");
}

}  // namespace simgrad
