#include "sim/engine/weather.hpp"
#include "sim/failures/link_trace.hpp"
#include "sim/failures/outage.hpp"

namespace simgrad {
namespace {

const TraceColumn kColumn{"bandwidth", "bandwidth_mbit_per_s", 1e6 / 8, kBandwidths};

std::string problem(const Arguments& arguments, const PlatformSummary& /*platform*/) {
  return link_trace_problem(arguments, kColumn);
}

void arm(Engine& engine, const Arguments& arguments, FailureKey key) {
  const std::string cause = cause_of(key, "bandwidth_trace");
  follow_link_trace(
      engine, read_link_trace(arguments.text("file"), kColumn), arguments.boolean("repeat"),
      [&engine, cause, links = arguments.get<std::vector<std::string>>("links")](double value) {
        for (const std::string& link : links) {
          set_link_bandwidth(engine, link, cause, value);
        }
      });
}

}  // namespace

extern const FailureInfo bandwidth_trace_info;
const FailureInfo bandwidth_trace_info{
    {"failure", "bandwidth_trace",
     "Links have the bandwidth that a file tells over time, in place of the platform's; "
     "link_degradation comes on top",
     "-",
     link_trace_parameters(
         "CSV with the header time,bandwidth (s, byte/s) or time,bandwidth_mbit_per_s")},
    arm,
    problem};

}  // namespace simgrad
