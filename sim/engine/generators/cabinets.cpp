#include <fmt/format.h>
#include <simgrid/s4u.hpp>

#include "sim/engine/generators/servers.hpp"
#include "sim/engine/platform.hpp"

namespace simgrad {
namespace {

namespace s4u = simgrid::s4u;

using NetPoint = simgrid::kernel::routing::NetPoint;

/// A link between a point and the one above it, both ways.
struct Wire {
  double bandwidth = 0.0;
  double latency = 0.0;
  bool full_duplex = false;

  void connect(s4u::NetZone& zone, NetPoint* below, NetPoint* above,
               const std::string& link) const {
    if (full_duplex) {
      const auto* both = zone.create_split_duplex_link(link, bandwidth);
      both->get_link_up()->set_latency(latency);
      both->get_link_down()->set_latency(latency);
      zone.add_route(below, above, nullptr, nullptr, {{both, s4u::LinkInRoute::Direction::UP}},
                     true);
      return;
    }
    const s4u::Link* shared = zone.create_link(link, bandwidth)->set_latency(latency)->seal();
    zone.add_route(below, above, nullptr, nullptr, {s4u::LinkInRoute(shared)}, true);
  }
};

/// Shortest paths over the tree of hosts, switches and core; Dijkstra keeps those it has found.
void build(const Arguments& arguments, std::uint64_t /*seed*/) {
  s4u::NetZone* zone = s4u::create_dijkstra_zone("cabinets", true);
  NetPoint* core = zone->create_router("core");
  const double speed = arguments.real("speed");
  const bool full_duplex = arguments.text("duplex") == "full";
  const Wire leaf{arguments.real("bandwidth"), arguments.real("latency"), full_duplex};
  const Wire uplink{arguments.real("uplink_bandwidth"), arguments.real("uplink_latency"),
                    full_duplex};
  for (const std::string& server : server_names(arguments)) {
    uplink.connect(*zone, zone->create_host(server, speed)->seal()->get_netpoint(), core,
                   "link-" + server);
  }
  for (std::int64_t c = 0; c < arguments.integer("cabinets"); ++c) {
    NetPoint* top = zone->create_router(fmt::format("switch-{}", c));
    uplink.connect(*zone, top, core, fmt::format("uplink-{}", c));
    for (std::int64_t i = 0; i < arguments.integer("hosts_per_cabinet"); ++i) {
      const std::string place = fmt::format("{}-{}", c, i);
      leaf.connect(*zone, zone->create_host("host-" + place, speed)->seal()->get_netpoint(), top,
                   "link-" + place);
    }
  }
  zone->seal();
}

bool routes_are_disjoint(const Arguments& /*arguments*/) {
  return false;
}

}  // namespace

extern const GeneratorInfo cabinets_info;
const GeneratorInfo cabinets_info{
    {"generator",
     "cabinets",
     "Two levels: host-C-I behind link-C-I in cabinet C, each cabinet behind uplink-C; and server",
     "-",
     {{.name = "cabinets", .type = Type::kInteger, .summary = "cabinets", .range = {1, 10'000}},
      {.name = "hosts_per_cabinet",
       .type = Type::kInteger,
       .summary = "hosts in each",
       .range = {1, 10'000}},
      servers_parameter(),
      {.name = "speed",
       .type = Type::kFlopPerSecond,
       .summary = "speed of a host",
       .default_text = "\"100 Gflop/s\"",
       .range = kSpeeds},
      {.name = "bandwidth",
       .type = Type::kBytesPerSecond,
       .summary = "of a host's link",
       .default_text = "\"10 Gbit/s\"",
       .range = kBandwidths},
      {.name = "latency",
       .type = Type::kSeconds,
       .summary = "of a host's link, one way",
       .default_text = "\"10 us\"",
       .range = kLatencies},
      {.name = "uplink_bandwidth",
       .type = Type::kBytesPerSecond,
       .summary = "of a cabinet's uplink and of a server's link",
       .default_text = "\"40 Gbit/s\"",
       .range = kBandwidths},
      {.name = "uplink_latency",
       .type = Type::kSeconds,
       .summary = "of a cabinet's uplink and of a server's link, one way",
       .default_text = "\"15 us\"",
       .range = kLatencies},
      {.name = "duplex",
       .type = Type::kText,
       .summary = "full: each link has its bandwidth in both directions at once, as Ethernet has "
                  "(link-0-0_UP, uplink-0_DOWN); half: both share it",
       .default_text = "\"half\"",
       .choices = {"half", "full"}}}},
    build,
    routes_are_disjoint};

}  // namespace simgrad
