#include "sim/engine/engine.hpp"
#include "sim/failures/crash_rates.hpp"
#include "sim/failures/outage.hpp"

namespace simgrad {
namespace {

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  crash_hosts(engine, arguments, Outage(arguments, key), cause_of(key, "host_crash"));
}

CrashRate crash_rate(const Arguments& arguments, const std::vector<std::string>& hosts) {
  return crash_rate_of_each(arguments, hosts, renewal(arguments));
}

}  // namespace

extern const FailureInfo host_crash_info;
const FailureInfo host_crash_info{
    {"failure", "host_crash",
     "Hosts go off with all that runs on them, and come back after a repair",
     "Schroeder and Gibson 2006 (failures of HPC systems)",
     with_outage({{.name = "hosts", .type = Type::kNames, .summary = "names or globs of hosts"}})},
    arm,
    nullptr,
    crash_rate};

}  // namespace simgrad
