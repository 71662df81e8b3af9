#include "sim/engine/engine.hpp"
#include "sim/failures/outage.hpp"

namespace simgrad {
namespace {

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const Outage outage(arguments, key);
  const std::string cause = cause_of(key, "slow_host");
  const double factor = arguments.real("speed_factor");
  for (const std::string& host : arguments.get<std::vector<std::string>>("hosts")) {
    outage.schedule(
        engine, host,
        [&engine, host, cause, factor] {
          engine.scale_host(host, cause, factor);
        },
        [&engine, host, cause] {
          engine.scale_host(host, cause, 1.0);
        });
  }
}

}  // namespace

extern const FailureInfo slow_host_info;
const FailureInfo slow_host_info{
    {"failure", "slow_host", "Hosts compute slower (or faster) for a while",
     "MegaScale (arXiv:2402.15627): about 0.5 % of machines are about 10 % slower",
     with_outage({{.name = "hosts", .type = Type::kNames, .summary = "names or globs of hosts"},
                  {.name = "speed_factor",
                   .type = Type::kReal,
                   .summary = "the host's speed is multiplied by this",
                   .range = {0.0, 1000.0, true}}})},
    arm};

}  // namespace simgrad
