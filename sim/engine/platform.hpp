#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kernels/component.hpp"

/// The simulated cluster: a SimGrid XML file or a generator, and the network model.
namespace simgrad {

/// What the scenario says of the platform.
struct PlatformChoice {
  std::optional<std::filesystem::path> file;  // exactly one of file and generator
  Chosen generator;
  Chosen network_model;
  double latency_factor = 1.0;  // on every link
  double bandwidth_factor = 1.0;
  std::uint64_t seed = 0;
  bool workers_talk = false;  // to each other: then routes that are used share links
  bool show_log = false;      // let SimGrid write to stderr
};

struct HostSummary {
  std::string name;
  double flop_per_s = 0.0;
  int cores = 1;
};

struct LinkSummary {
  std::string name;
  double bytes_per_s = 0.0;
  double latency_s = 0.0;
};

struct RouteSummary {
  std::string from;
  std::string to;
  double latency_s = 0.0;             // raw, the sum over its links
  double one_byte_s = 0.0;            // under the network model chosen
  double flow_cap_bytes_per_s = 0.0;  // bottleneck bandwidth, or window / round trip
  std::vector<std::string> links;
};

/// What a platform holds, learned without running it.
struct PlatformSummary {
  std::vector<HostSummary> hosts;  // by name
  std::vector<LinkSummary> links;  // by name
};

/// Loads the platform in a child process, since SimGrid aborts on what it does not like.
///
/// Throws: Error with file:line where known, or SimGrid's own last words.
PlatformSummary inspect_platform(const PlatformChoice& choice);

/// The routes between each pair of host names, in order, learned in a child process too.
///
/// @param measure  send one byte and 100 MB over each; else only see that the routes exist
/// Returns: a route a pair, or nothing if not `measure`.
/// Throws: Error naming the first pair that has no route.
std::vector<RouteSummary> inspect_routes(
    const PlatformChoice& choice, const std::vector<std::pair<std::string, std::string>>& pairs,
    bool measure);

/// What SimGrid's sums bear: beyond, its solver aborts.
inline constexpr Range kSpeeds{1.0, 1e21};      // flop/s
inline constexpr Range kBandwidths{1.0, 1e15};  // byte/s
inline constexpr Range kLatencies{0.0, 1e5};    // s

/// Generators of platforms that nobody types; they build zones inside SimGrid.
struct GeneratorInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "generator";
  void (*build)(const Arguments& arguments, std::uint64_t seed);
  /// No two routes share a link: the solver may then treat each transfer on its own.
  bool (*routes_are_disjoint)(const Arguments& arguments);
};
std::span<const GeneratorInfo* const> generators();

/// SimGrid's settings that decide how long a message takes.
struct NetworkModelInfo : ComponentInfo {
  static constexpr std::string_view kFamily = "network_model";
  /// SimGrid configuration, "key:value" each.
  std::vector<std::string> (*settings)(const Arguments& arguments);
  double latency_factor = 1.0;  // on the latency that the platform gives
};
std::span<const NetworkModelInfo* const> network_models();

}  // namespace simgrad
