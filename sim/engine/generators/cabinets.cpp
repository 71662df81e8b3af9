#include <fmt/format.h>
#include <simgrid/s4u.hpp>

#include "sim/engine/platform.hpp"

namespace simgrad {
namespace {

namespace s4u = simgrid::s4u;

s4u::NetZone* cabinet(s4u::NetZone& root, const Arguments& arguments, std::int64_t number) {
  s4u::NetZone* zone = s4u::create_star_zone(fmt::format("cabinet-{}", number));
  zone->set_parent(&root);
  for (std::int64_t i = 0; i < arguments.integer("hosts_per_cabinet"); ++i) {
    const std::string place = fmt::format("{}-{}", number, i);
    const s4u::Host* host = zone->create_host("host-" + place, arguments.real("speed"))->seal();
    const s4u::Link* link = zone->create_link("link-" + place, arguments.real("bandwidth"))
                                ->set_latency(arguments.real("latency"))
                                ->seal();
    zone->add_route(host->get_netpoint(), nullptr, nullptr, nullptr, {s4u::LinkInRoute(link)},
                    true);
  }
  auto* gateway = zone->create_router(fmt::format("switch-{}", number));
  zone->seal();
  const s4u::Link* uplink =
      root.create_link(fmt::format("uplink-{}", number), arguments.real("uplink_bandwidth"))
          ->set_latency(arguments.real("uplink_latency"))
          ->seal();
  root.add_route(zone->get_netpoint(), nullptr, gateway, nullptr, {s4u::LinkInRoute(uplink)}, true);
  return zone;
}

void build(const Arguments& arguments, std::uint64_t /*seed*/) {
  s4u::NetZone* root = s4u::create_star_zone("cabinets");
  const s4u::Host* server = root->create_host("server", arguments.real("speed"))->seal();
  const s4u::Link* link = root->create_link("link-server", arguments.real("uplink_bandwidth"))
                              ->set_latency(arguments.real("uplink_latency"))
                              ->seal();
  root->add_route(server->get_netpoint(), nullptr, nullptr, nullptr, {s4u::LinkInRoute(link)},
                  true);
  for (std::int64_t c = 0; c < arguments.integer("cabinets"); ++c) {
    cabinet(*root, arguments, c);
  }
  root->seal();
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
      {.name = "speed",
       .type = Type::kFlopPerSecond,
       .summary = "speed of a host",
       .default_text = "\"100 Gflop/s\"",
       .range = kPositive},
      {.name = "bandwidth",
       .type = Type::kBytesPerSecond,
       .summary = "of a host's link",
       .default_text = "\"10 Gbit/s\"",
       .range = kPositive},
      {.name = "latency",
       .type = Type::kSeconds,
       .summary = "of a host's link, one way",
       .default_text = "\"10 us\"",
       .range = kNotNegative},
      {.name = "uplink_bandwidth",
       .type = Type::kBytesPerSecond,
       .summary = "of a cabinet's uplink and of the server's link",
       .default_text = "\"40 Gbit/s\"",
       .range = kPositive},
      {.name = "uplink_latency",
       .type = Type::kSeconds,
       .summary = "of a cabinet's uplink and of the server's link, one way",
       .default_text = "\"15 us\"",
       .range = kNotNegative}}},
    build,
    routes_are_disjoint};

}  // namespace simgrad
