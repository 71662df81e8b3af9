#include "sim/engine/platform_elements.hpp"

#include <algorithm>

namespace simgrad {
namespace {

using Is = AttributeKind;

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
  return {name,
          "platform zone AS",
          {{"id", Is::kName, true},
           {"routing", Is::kChoice, true,
            "Full Floyd Dijkstra DijkstraCache Cluster Vivaldi Wifi None"}}};
}

PlatformElement zone_route(std::string_view name, bool bypass) {
  PlatformElement element = {name,
                             kZone,
                             {{"src", Is::kName, true},
                              {"dst", Is::kName, true},
                              {"gw_src", Is::kName, true},
                              {"gw_dst", Is::kName, true}}};
  if (!bypass) {
    element.attributes.push_back({"symmetrical", Is::kChoice, false, "YES NO yes no"});
  }
  return element;
}

PlatformElement host() {
  return {"host",
          kZone,
          {{"id", Is::kName, true},
           {"speed", Is::kSpeedList, true},
           {"core", Is::kCount},
           {"coordinates", Is::kCoordinates},
           {"pstate"},
           {"speed_file", Is::kProfile},
           {"availability_file", Is::kProfile},
           {"state_file", Is::kProfile}}};
}

PlatformElement cluster() {
  return {"cluster",
          "platform zone AS",
          {{"id", Is::kName, true},
           {"prefix", Is::kText, true},
           {"suffix", Is::kText, true},
           {"radical", Is::kText, true},
           {"speed", Is::kSpeedList, true},
           {"core", Is::kCount},
           {"bw", Is::kBandwidth, true},
           {"lat", Is::kLatency, true},
           {"sharing_policy", Is::kChoice, false, "SPLITDUPLEX SHARED FATPIPE"},
           {"topology", Is::kChoice, false, "FLAT TORUS FAT_TREE DRAGONFLY"},
           {"topo_parameters"},
           {"bb_bw", Is::kBandwidth},
           {"bb_lat", Is::kLatency},
           {"bb_sharing_policy", Is::kChoice, false, "SHARED FATPIPE"},
           {"router_id", Is::kName},
           {"limiter_link", Is::kBandwidth},
           {"loopback_bw", Is::kBandwidth},
           {"loopback_lat", Is::kLatency}}};
}

PlatformElement cabinet() {
  return {"cabinet",
          kZone,
          {{"id", Is::kName, true},
           {"prefix", Is::kText, true},
           {"suffix", Is::kText, true},
           {"radical", Is::kText, true},
           {"speed", Is::kSpeedList, true},
           {"bw", Is::kBandwidth, true},
           {"lat", Is::kLatency, true}}};
}

PlatformElement peer() {
  return {"peer",
          "platform zone AS",
          {{"id", Is::kName, true},
           {"speed", Is::kSpeedList, true},
           {"bw_in", Is::kBandwidth, true},
           {"bw_out", Is::kBandwidth, true},
           {"lat", Is::kLatency},
           {"coordinates", Is::kCoordinates, true},
           {"speed_file", Is::kProfile},
           {"availability_file", Is::kProfile},
           {"state_file", Is::kProfile}}};
}

// The DTD lets latency be left out; SimGrid 3.32 then aborts.
PlatformElement link() {
  return {"link",
          kZone,
          {{"id", Is::kName, true},
           {"bandwidth", Is::kBandwidthList, true},
           {"latency", Is::kLatency, true},
           {"sharing_policy", Is::kChoice, false, "SHARED SPLITDUPLEX FATPIPE WIFI"},
           {"bandwidth_file", Is::kProfile},
           {"latency_file", Is::kProfile},
           {"state_file", Is::kProfile}}};
}

std::vector<PlatformElement> known_elements() {
  return {
      {"platform", "", {{"version", Is::kChoice, true, "4.1 4 4.0"}}},
      zone("zone"),
      zone("AS"),
      cluster(),
      cabinet(),
      peer(),
      host(),
      {"disk",
       "host",
       {{"id", Is::kName}, {"read_bw", Is::kBandwidth, true}, {"write_bw", Is::kBandwidth, true}}},
      {"router", kZone, {{"id", Is::kName, true}, {"coordinates", Is::kCoordinates}}},
      link(),
      {"backbone",
       kZone,
       {{"id", Is::kName, true},
        {"bandwidth", Is::kBandwidth, true},
        {"latency", Is::kLatency, true}}},
      {"host_link",
       kZone,
       {{"id", Is::kName, true}, {"up", Is::kName, true}, {"down", Is::kName, true}}},
      {"route",
       kZone,
       {{"src", Is::kName, true},
        {"dst", Is::kName, true},
        {"symmetrical", Is::kChoice, false, "YES NO yes no"}}},
      {"bypassRoute", kZone, {{"src", Is::kName, true}, {"dst", Is::kName, true}}},
      zone_route("zoneRoute", false),
      zone_route("ASroute", false),
      zone_route("bypassZoneRoute", true),
      zone_route("bypassASroute", true),
      {"link_ctn",
       kRoutes,
       {{"id", Is::kName, true}, {"direction", Is::kChoice, false, "UP DOWN NONE"}}},
      {"prop",
       "zone AS host disk cluster link",
       {{"id", Is::kName, true}, {"value", Is::kText, true}}},
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
