#include "sim/engine/weather.hpp"
#include "sim/failures/link_trace.hpp"
#include "sim/failures/outage.hpp"

namespace simgrad {
namespace {

const TraceColumn kColumn{"latency", "latency_ms", 1e-3, kLatencies};

std::string problem(const Arguments& arguments, const PlatformSummary& /*platform*/) {
  return link_trace_problem(arguments, kColumn);
}

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const std::string cause = cause_of(key, "latency_trace");
  follow_link_trace(
      engine, read_link_trace(arguments.text("file"), kColumn), arguments.boolean("repeat"),
      [&engine, cause, links = arguments.get<std::vector<std::string>>("links")](double value) {
        for (const std::string& link : links) {
          set_link_latency(engine, link, cause, value);
        }
      });
}

}  // namespace

extern const FailureInfo latency_trace_info;
const FailureInfo latency_trace_info{
    {"failure", "latency_trace",
     "Links have the latency that a file tells over time, in place of the platform's; "
     "link_degradation comes on top",
     "-", link_trace_parameters("CSV with the header time,latency (s, s) or time,latency_ms")},
    arm,
    problem};

}  // namespace simgrad
