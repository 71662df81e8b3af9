// The part of PlatformChecker that follows references: routes, their gateways and links, host
// links, settings.

#include <string>

#include "sim/engine/platform_checker.hpp"

namespace simgrad {

bool PlatformChecker::is_within(int inner, std::string_view zone_id) const {
  while (inner >= 0) {
    const auto& [found, parent] = zones_[static_cast<std::size_t>(inner)];
    if (found.id() == zone_id) {
      return true;
    }
    inner = parent;
  }
  return false;
}

// Routes join members of their own zone; bypass routes may join what is deeper.
bool PlatformChecker::check_route_end(const Open& open, std::string_view end,
                                      const std::string& name) {
  if (name.empty() || zone()->has_member(name)) {
    return !name.empty();
  }
  const bool joins_zones = !is_one_of(open.name, "route bypassRoute");
  const bool exists =
      (joins_zones ? names_.find_zone(name) : names_.find_netpoint(name)) != nullptr;
  if (exists && open.name.starts_with("bypass")) {
    return true;
  }
  const std::string what = joins_zones ? "zone" : "host or router";
  problem(open.line, open.label,
          std::string(end) + "=\"" + name + "\": " +
              (exists ? "that " + what + " is not directly in zone \"" + zone()->id() +
                            "\", and a route joins what is"
                      : "no " + what + " of that name is declared above"));
  return false;
}

void PlatformChecker::check_route(const Open& open, const AttributeValues& values) {
  const std::string src(value_of(values, "src"));
  const std::string dst(value_of(values, "dst"));
  const bool src_exists = check_route_end(open, "src", src);
  const bool dst_exists = check_route_end(open, "dst", dst);
  check_gateways(open, values);
  if (!is_one_of(zone()->routing(), "full floyd dijkstra dijkstracache")) {
    problem(open.line, open.label,
            "only a zone with routing Full, Floyd, Dijkstra or DijkstraCache has routes");
  }
  if (!src_exists || !dst_exists) {
    return;
  }
  const bool symmetrical = !is_one_of(value_of(values, "symmetrical"), "NO no");
  const auto earlier = open.name.starts_with("bypass")
                           ? zone()->add_bypass_route(src, dst, open.line)
                           : zone()->add_route(src, dst, symmetrical, open.line);
  if (earlier) {
    problem(open.line, open.label,
            "line " + std::to_string(*earlier) +
                " has a route between them already (a <route> goes both ways unless it says "
                "symmetrical=\"NO\")");
  }
}

void PlatformChecker::check_gateways(const Open& open, const AttributeValues& values) {
  for (const auto& [gateway, end] : {std::pair{"gw_src", "src"}, std::pair{"gw_dst", "dst"}}) {
    const std::string name(value_of(values, gateway));
    const std::string zone_id(value_of(values, end));
    if (name.empty()) {
      continue;
    }
    const auto* found = names_.find_netpoint(name);
    if (found == nullptr) {
      problem(open.line, open.label,
              std::string(gateway) + "=\"" + name +
                  "\": no host or router of that name is declared above");
    } else if (zone()->has_member(zone_id) && !is_within(found->zone, zone_id)) {
      problem(open.line, open.label,
              std::string(gateway)
                  .append("=\"")
                  .append(name)
                  .append("\": it is not in zone \"")
                  .append(zone_id)
                  .append("\""));
    } else if (open.name.starts_with("bypass") && found->what != "router") {
      problem(open.line, open.label,
              std::string(gateway) + "=\"" + name +
                  "\": expected a router; SimGrid 3.32 crashes on a host here");
    }
  }
}

void PlatformChecker::check_link_ctn(const Open& open, const AttributeValues& values) {
  ++stack_.back().links;
  const std::string id(value_of(values, "id"));
  const bool directed = is_one_of(value_of(values, "direction"), "UP DOWN");
  const auto* link = names_.find_link(id);
  if (id.empty() || (link == nullptr && names_.has_link_prefix(id))) {
    return;
  }
  if (link == nullptr) {
    problem(open.line, open.label, "no link of that name is declared above");
  } else if (link->split_duplex && !directed) {
    problem(open.line, open.label,
            "a SPLITDUPLEX link needs direction=\"UP\" or direction=\"DOWN\"");
  } else if (!link->split_duplex && directed) {
    problem(open.line, open.label, "only a SPLITDUPLEX link has a direction");
  }
}

void PlatformChecker::check_host_link(const Open& open, const AttributeValues& values) {
  const std::string id(value_of(values, "id"));
  if (!id.empty() && !zone()->has_member(id)) {
    problem(open.line, open.label,
            "no host of that name is declared above in zone \"" + zone()->id() + "\"");
  }
  if (!zone()->is_cluster()) {
    problem(open.line, open.label, "only a zone with routing=\"Cluster\" has host links");
  }
  zone()->add_host_link(id);
  for (const char* way : {"up", "down"}) {
    const std::string name(value_of(values, way));
    const auto* link = names_.find_link(name);
    if (name.empty() || (link != nullptr && !link->split_duplex)) {
      continue;
    }
    problem(open.line, open.label,
            std::string(way) + "=\"" + name + "\": " +
                (link == nullptr ? "no link of that name is declared above"
                                 : "a SPLITDUPLEX link is named with _UP or _DOWN after it here"));
  }
}

}  // namespace simgrad
