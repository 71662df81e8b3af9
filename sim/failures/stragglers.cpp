#include <algorithm>
#include <cmath>

#include "kernels/rng.hpp"
#include "sim/engine/engine.hpp"
#include "sim/failures/outage.hpp"
#include "sim/record/fnv_hash.hpp"

/// Persistent stragglers: hosts that are slow from the first day on, where slow_host's slowness
/// comes and goes, and where "lemon" nodes (arXiv:2410.21680) are those that fail more often than
/// others: a host_crash of a few hosts with a short time_to_failure.
namespace simgrad {
namespace {

/// round(share · n), halves up; one at least if the share is above 0.
std::size_t count_of(double share, std::size_t hosts) {
  const auto nearest = static_cast<std::size_t>(std::lround(share * static_cast<double>(hosts)));
  return std::max<std::size_t>(nearest, share > 0.0 && hosts > 0 ? 1 : 0);
}

/// Each host draws a number by its name, the `count` lowest are chosen: those of a smaller share
/// are among those of a larger one.
std::vector<std::string> choose(const std::vector<std::string>& hosts, std::size_t count,
                                FailureKey key) {
  std::vector<std::pair<double, std::string>> drawn;
  for (const std::string& host : hosts) {
    Stream stream(key.seed, Purpose::kFailure, key.entry, fnv_hash(host));
    drawn.emplace_back(stream.uniform(), host);
  }
  std::sort(drawn.begin(), drawn.end());
  std::vector<std::string> chosen;
  for (std::size_t i = 0; i < count; ++i) {
    chosen.push_back(drawn[i].second);
  }
  return chosen;
}

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const auto& hosts = arguments.get<std::vector<std::string>>("hosts");
  const std::string cause = cause_of(key, "stragglers");
  const double factor = 1.0 / arguments.real("slowdown");
  for (const std::string& host :
       choose(hosts, count_of(arguments.real("share"), hosts.size()), key)) {
    engine.at(0.0, [&engine, host, cause, factor] {
      engine.scale_host(host, cause, factor);
    });
  }
}

}  // namespace

extern const FailureInfo stragglers_info;
const FailureInfo stragglers_info{
    {"failure",
     "stragglers",
     "A share of the hosts, drawn by the seed, is slower from the beginning and for ever",
     "MegaScale (arXiv:2402.15627): about 0.5 % of machines are about 10 % slower, slowdown 1.1",
     {{.name = "hosts", .type = Type::kNames, .summary = "names or globs of hosts"},
      {.name = "share",
       .type = Type::kReal,
       .summary = "of the hosts, to the nearest whole number; one at least, unless it is 0",
       .range = kFraction},
      {.name = "slowdown",
       .type = Type::kReal,
       .summary = "a straggler computes so many times slower",
       .range = {1.0, 1e6, true}}}},
    arm};

}  // namespace simgrad
