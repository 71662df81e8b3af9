#include <array>

#include "sim/failures/failure.hpp"

namespace simgrad {

extern const FailureInfo availability_trace_info;
extern const FailureInfo background_traffic_info;
extern const FailureInfo bandwidth_trace_info;
extern const FailureInfo correlated_crash_info;
extern const FailureInfo diurnal_availability_info;
extern const FailureInfo host_crash_info;
extern const FailureInfo jitter_info;
extern const FailureInfo latency_trace_info;
extern const FailureInfo link_degradation_info;
extern const FailureInfo link_down_info;
extern const FailureInfo packet_loss_info;
extern const FailureInfo partition_info;
extern const FailureInfo pause_info;
extern const FailureInfo published_rates_info;
extern const FailureInfo silent_corruption_info;
extern const FailureInfo slow_host_info;
extern const FailureInfo stragglers_info;

std::span<const FailureInfo* const> failures() {
  static constexpr std::array kFailures{
      &availability_trace_info,
      &background_traffic_info,
      &bandwidth_trace_info,
      &correlated_crash_info,
      &diurnal_availability_info,
      &host_crash_info,
      &jitter_info,
      &latency_trace_info,
      &link_degradation_info,
      &link_down_info,
      &packet_loss_info,
      &partition_info,
      &pause_info,
      &published_rates_info,
      &silent_corruption_info,
      &slow_host_info,
      &stragglers_info,
  };
  return kFailures;
}

}  // namespace simgrad
