#include <array>

#include "sim/failures/failure.hpp"

namespace simgrad {

extern const FailureInfo background_traffic_info;
extern const FailureInfo bandwidth_trace_info;
extern const FailureInfo host_crash_info;
extern const FailureInfo jitter_info;
extern const FailureInfo latency_trace_info;
extern const FailureInfo link_degradation_info;
extern const FailureInfo link_down_info;
extern const FailureInfo packet_loss_info;
extern const FailureInfo partition_info;
extern const FailureInfo slow_host_info;

std::span<const FailureInfo* const> failures() {
  static constexpr std::array kFailures{
      &background_traffic_info, &bandwidth_trace_info,  &host_crash_info, &jitter_info,
      &latency_trace_info,      &link_degradation_info, &link_down_info,  &packet_loss_info,
      &partition_info,          &slow_host_info,
  };
  return kFailures;
}

}  // namespace simgrad
