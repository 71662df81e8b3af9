#include "sim/engine/engine.hpp"
#include "sim/failures/outage.hpp"

namespace simgrad {
namespace {

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const Outage outage(arguments, key);
  const std::string cause = cause_of(key, "link_degradation");
  const double latency = arguments.real("latency_factor");
  const double bandwidth = arguments.real("bandwidth_factor");
  for (const std::string& link : arguments.get<std::vector<std::string>>("links")) {
    outage.schedule(
        engine, link,
        [&engine, link, cause, latency, bandwidth] {
          engine.scale_link(link, cause, latency, bandwidth);
        },
        [&engine, link, cause] {
          engine.scale_link(link, cause, 1.0, 1.0);
        });
  }
}

}  // namespace

extern const FailureInfo link_degradation_info;
const FailureInfo link_degradation_info{
    {"failure", "link_degradation",
     "Links get slower: latency and bandwidth are multiplied for a while", "-",
     with_outage({{.name = "links", .type = Type::kNames, .summary = "names or globs of links"},
                  {.name = "latency_factor",
                   .type = Type::kReal,
                   .summary = "the link's latency is multiplied by this",
                   .default_text = "1.0",
                   .range = {1e-3, 1e4}},
                  {.name = "bandwidth_factor",
                   .type = Type::kReal,
                   .summary = "the link's bandwidth is multiplied by this",
                   .default_text = "1.0",
                   .range = {1e-6, 1e4}}})},
    arm};

}  // namespace simgrad
