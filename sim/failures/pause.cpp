#include "sim/engine/engine.hpp"
#include "sim/failures/outage.hpp"

/// What is computed in a pause takes so much longer, in its span and in its node's compute_s; the
/// events host_paused and host_resumed tell the two apart.
namespace simgrad {
namespace {

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const Outage outage(arguments, key);
  const std::string cause = cause_of(key, "pause");
  for (const std::string& host : arguments.get<std::vector<std::string>>("hosts")) {
    outage.schedule(
        engine, host,
        [&engine, host, cause] {
          engine.pause_host(host, cause);
        },
        [&engine, host, cause] {
          engine.resume_host(host, cause);
        });
  }
}

}  // namespace

extern const FailureInfo pause_info;
const FailureInfo pause_info{
    {"failure", "pause",
     "Hosts stall and go on with their state (garbage collection, swapping, a virtual machine that "
     "moves); others meet nothing but silence",
     "-",
     with_outage({{.name = "hosts", .type = Type::kNames, .summary = "names or globs of hosts"}})},
    arm};

}  // namespace simgrad
