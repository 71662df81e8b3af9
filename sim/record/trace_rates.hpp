#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "sim/record/trace_events.hpp"

namespace simgrad {

/// Bytes in bins of time as counters in bytes/s, which step at the borders of bins and are 0 where
/// there is none: their integral is the bytes.
class TraceRates {
 public:
  TraceRates(TraceEvents& events, std::int64_t process) : events_(events), process_(process) {}

  /// Bins of one name come by ascending begin; several with the same borders add up.
  ///
  /// @param bin  of some length
  void add(const std::string& name, const TracePeriod& bin, double bytes);

  /// Writes the last bins.
  void finish();

 private:
  struct Bin {
    TracePeriod period;
    double bytes = 0.0;
  };
  void write(const std::string& name, const Bin& bin, TraceTime next_begin);

  TraceEvents& events_;
  std::int64_t process_;
  std::map<std::string, Bin> bins_;
};

}  // namespace simgrad
