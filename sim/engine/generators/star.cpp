#include <cmath>

#include <fmt/format.h>
#include <simgrid/s4u.hpp>

#include "kernels/rng.hpp"
#include "sim/engine/generators/servers.hpp"
#include "sim/engine/platform.hpp"

namespace simgrad {
namespace {

namespace s4u = simgrid::s4u;

/// A factor of median 1 whose logarithm has standard deviation `sigma`.
double spread(Stream& stream, double sigma) {
  return sigma == 0.0 ? 1.0 : std::exp(sigma * stream.normal());
}

void add_leaf(s4u::NetZone& zone, const std::string& host, const std::string& link, double speed,
              double bandwidth, double latency, bool full_duplex) {
  const s4u::Host* leaf = zone.create_host(host, speed)->seal();
  if (full_duplex) {
    const auto* uplink = zone.create_split_duplex_link(link, bandwidth);
    uplink->get_link_up()->set_latency(latency);
    uplink->get_link_down()->set_latency(latency);
    zone.add_route(leaf->get_netpoint(), nullptr, nullptr, nullptr,
                   {{uplink, s4u::LinkInRoute::Direction::UP}}, true);
    return;
  }
  const s4u::Link* uplink = zone.create_link(link, bandwidth)->set_latency(latency)->seal();
  zone.add_route(leaf->get_netpoint(), nullptr, nullptr, nullptr, {s4u::LinkInRoute(uplink)}, true);
}

void add_server(s4u::NetZone& zone, const std::string& name, const Arguments& arguments) {
  const double speed = arguments.real("speed");
  if (arguments.has("server_bandwidth")) {
    add_leaf(zone, name, "link-" + name, speed, arguments.real("server_bandwidth"),
             arguments.real("server_latency"), arguments.text("duplex") == "full");
  } else {
    const s4u::Host* server = zone.create_host(name, speed)->seal();
    zone.add_route(server->get_netpoint(), nullptr, nullptr, nullptr,
                   std::vector<s4u::LinkInRoute>{}, true);
  }
}

void build(const Arguments& arguments, std::uint64_t seed) {
  s4u::NetZone* zone = s4u::create_star_zone("star");
  for (const std::string& server : server_names(arguments)) {
    add_server(*zone, server, arguments);
  }
  const bool full_duplex = arguments.text("duplex") == "full";
  const std::int64_t hosts = arguments.integer("hosts");
  for (std::int64_t i = 0; i < hosts; ++i) {
    Stream stream(seed, Purpose::kPlatform, static_cast<std::uint64_t>(i));
    const double speed = arguments.real("speed") * spread(stream, arguments.real("speed_sigma"));
    const double bandwidth =
        arguments.real("bandwidth") * spread(stream, arguments.real("bandwidth_sigma"));
    const double latency =
        arguments.real("latency") * spread(stream, arguments.real("latency_sigma"));
    add_leaf(*zone, fmt::format("host-{}", i), fmt::format("link-{}", i), speed, bandwidth, latency,
             full_duplex);
  }
  zone->seal();
}

bool routes_are_disjoint(const Arguments& arguments) {
  return !arguments.has("server_bandwidth") && arguments.integer("servers") == 1;
}

Parameter sigma(std::string_view name, std::string_view summary) {
  return {.name = name,
          .type = Type::kReal,
          .summary = summary,
          .default_text = "0.0",
          .range = {0.0, 10.0}};
}

}  // namespace

extern const GeneratorInfo star_info;
const GeneratorInfo star_info{
    {"generator",
     "star",
     "host-0, host-1 ... and server around one switch, a link each (link-0 ..., link-server)",
     "-",
     {{.name = "hosts",
       .type = Type::kInteger,
       .summary = "hosts beside the server",
       .range = {1, 1'000'000}},
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
       .default_text = "\"50 us\"",
       .range = kLatencies},
      servers_parameter(),
      {.name = "server_bandwidth",
       .type = Type::kBytesPerSecond,
       .summary = "of a server's link; none: it has no link and never is the bottleneck",
       .default_text = kOptional,
       .range = kBandwidths},
      {.name = "server_latency",
       .type = Type::kSeconds,
       .summary = "of a server's link, one way; only with server_bandwidth",
       .default_text = "\"0 s\"",
       .range = kLatencies},
      {.name = "duplex",
       .type = Type::kText,
       .summary = "full: each link has its bandwidth in both directions at once, as Ethernet has "
                  "(link-0_UP, link-0_DOWN); half: both share it",
       .default_text = "\"half\"",
       .choices = {"half", "full"}},
      sigma("speed_sigma", "hosts differ: log-normal spread of the speed"),
      sigma("bandwidth_sigma", "log-normal spread of the links' bandwidth"),
      sigma("latency_sigma", "log-normal spread of the links' latency")}},
    build,
    routes_are_disjoint};

}  // namespace simgrad
