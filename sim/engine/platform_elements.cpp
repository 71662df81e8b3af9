#include "sim/engine/platform_elements.hpp"

#include <algorithm>

namespace simgrad {
namespace {

using enum AttributeKind;

constexpr std::string_view kZone = "zone AS";
constexpr std::string_view kRoutes =
    "route zoneRoute ASroute bypassRoute bypassZoneRoute bypassASroute";
constexpr std::string_view kProfile =
    "availability profiles are not taken from platform files: failures and changing speeds belong "
    "into the scenario";
constexpr std::string_view kConfig =
    "SimGrid's settings are not taken from platform files: the network model is the scenario's";
constexpr std::string_view kActor =
    "actors are not taken from platform files: the scenario's strategy starts them";
constexpr std::string_view kStorage = "SimGrid 3.27 removed it: give the host a <disk>";

PlatformElement zone(std::string_view name) {
  return {
      name,
      "platform zone AS",
      {{"id", AttributeKind::name, true},
       {"routing", choice, true, "Full Floyd Dijkstra DijkstraCache Cluster Vivaldi Wifi None"}}};
}

PlatformElement zone_route(std::string_view name, bool bypass) {
  PlatformElement element = {name,
                             kZone,
                             {{"src", AttributeKind::name, true},
                              {"dst", AttributeKind::name, true},
                              {"gw_src", AttributeKind::name, true},
                              {"gw_dst", AttributeKind::name, true}}};
  if (!bypass) {
    element.attributes.push_back({"symmetrical", choice, false, "YES NO yes no"});
  }
  return element;
}

PlatformElement host() {
  return {"host",
          kZone,
          {{"id", AttributeKind::name, true},
           {"speed", speeds, true},
           {"core", count},
           {"coordinates", AttributeKind::coordinates},
           {"pstate"},
           {"speed_file", profile},
           {"availability_file", profile},
           {"state_file", profile}}};
}

PlatformElement cluster() {
  return {"cluster",
          "platform zone AS",
          {{"id", AttributeKind::name, true},
           {"prefix", text, true},
           {"suffix", text, true},
           {"radical", text, true},
           {"speed", speeds, true},
           {"core", count},
           {"bw", bandwidth, true},
           {"lat", latency, true},
           {"sharing_policy", choice, false, "SPLITDUPLEX SHARED FATPIPE"},
           {"topology", choice, false, "FLAT TORUS FAT_TREE DRAGONFLY"},
           {"topo_parameters"},
           {"bb_bw", bandwidth},
           {"bb_lat", latency},
           {"bb_sharing_policy", choice, false, "SHARED FATPIPE"},
           {"router_id", AttributeKind::name},
           {"limiter_link", bandwidth},
           {"loopback_bw", bandwidth},
           {"loopback_lat", latency}}};
}

PlatformElement cabinet() {
  return {"cabinet",
          kZone,
          {{"id", AttributeKind::name, true},
           {"prefix", text, true},
           {"suffix", text, true},
           {"radical", text, true},
           {"speed", speeds, true},
           {"bw", bandwidth, true},
           {"lat", latency, true}}};
}

PlatformElement peer() {
  return {"peer",
          "platform zone AS",
          {{"id", AttributeKind::name, true},
           {"speed", speeds, true},
           {"bw_in", bandwidth, true},
           {"bw_out", bandwidth, true},
           {"lat", latency},
           {"coordinates", AttributeKind::coordinates, true},
           {"speed_file", profile},
           {"availability_file", profile},
           {"state_file", profile}}};
}

// The DTD lets latency be left out; SimGrid 3.32 then aborts.
PlatformElement link() {
  return {"link",
          kZone,
          {{"id", AttributeKind::name, true},
           {"bandwidth", bandwidths, true},
           {"latency", latency, true},
           {"sharing_policy", choice, false, "SHARED SPLITDUPLEX FATPIPE WIFI"},
           {"bandwidth_file", profile},
           {"latency_file", profile},
           {"state_file", profile}}};
}

std::vector<PlatformElement> known_elements() {
  return {
      {"platform", "", {{"version", choice, true, "4.1 4 4.0"}}},
      zone("zone"),
      zone("AS"),
      cluster(),
      cabinet(),
      peer(),
      host(),
      {"disk",
       "host",
       {{"id", AttributeKind::name}, {"read_bw", bandwidth, true}, {"write_bw", bandwidth, true}}},
      {"router",
       kZone,
       {{"id", AttributeKind::name, true}, {"coordinates", AttributeKind::coordinates}}},
      link(),
      {"backbone",
       kZone,
       {{"id", AttributeKind::name, true},
        {"bandwidth", bandwidth, true},
        {"latency", latency, true}}},
      {"host_link",
       kZone,
       {{"id", AttributeKind::name, true},
        {"up", AttributeKind::name, true},
        {"down", AttributeKind::name, true}}},
      {"route",
       kZone,
       {{"src", AttributeKind::name, true},
        {"dst", AttributeKind::name, true},
        {"symmetrical", choice, false, "YES NO yes no"}}},
      {"bypassRoute",
       kZone,
       {{"src", AttributeKind::name, true}, {"dst", AttributeKind::name, true}}},
      zone_route("zoneRoute", false),
      zone_route("ASroute", false),
      zone_route("bypassZoneRoute", true),
      zone_route("bypassASroute", true),
      {"link_ctn",
       kRoutes,
       {{"id", AttributeKind::name, true}, {"direction", choice, false, "UP DOWN NONE"}}},
      {"prop",
       "zone AS host disk cluster link",
       {{"id", AttributeKind::name, true}, {"value", text, true}}},
  };
}

// Elements of the DTD that simgrad refuses, and why.
std::vector<PlatformElement> refused_elements() {
  return {
      {"config", "", {}, kConfig},
      {"include",
       "",
       {},
       "a platform is one file: SimGrid aborts on it; copy the included file in"},
      {"trace", "", {}, kProfile},
      {"trace_connect", "", {}, kProfile},
      {"actor", "", {}, kActor},
      {"process", "", {}, kActor},
      {"argument", "", {}, kActor},
      {"storage_type", "", {}, kStorage},
      {"storage", "", {}, kStorage},
      {"mount", "", {}, kStorage},
      {"random", "", {}, "SimGrid ignores it"},
      {"model_prop", "", {}, "SimGrid ignores it"},
  };
}

std::vector<PlatformElement> all_elements() {
  std::vector<PlatformElement> all = known_elements();
  for (const PlatformElement& refused : refused_elements()) {
    all.push_back(refused);
  }
  return all;
}

const std::vector<PlatformElement>& elements() {
  static const std::vector<PlatformElement> all = all_elements();
  return all;
}

}  // namespace

const PlatformElement* find_platform_element(std::string_view name) {
  const auto found =
      std::find_if(elements().begin(), elements().end(), [&](const PlatformElement& e) {
        return e.name == name;
      });
  return found == elements().end() ? nullptr : &*found;
}

std::string known_platform_elements() {
  std::string names;
  for (const PlatformElement& element : elements()) {
    if (element.refused_because.empty()) {
      names += (names.empty() ? "" : " ") + std::string(element.name);
    }
  }
  return names;
}

}  // namespace simgrad
