#include "sim/record/trace_rates.hpp"

#include <limits>

namespace simgrad {

void TraceRates::add(const std::string& name, const TracePeriod& bin, double bytes) {
  const auto [found, is_new] = bins_.try_emplace(name, Bin{bin, bytes});
  if (is_new) {
    return;
  }
  if (found->second.period == bin) {
    found->second.bytes += bytes;
  } else {
    write(name, found->second, bin.begin);
    found->second = {bin, bytes};
  }
}

void TraceRates::finish() {
  for (const auto& [name, bin] : bins_) {
    write(name, bin, std::numeric_limits<TraceTime>::max());
  }
  bins_.clear();
}

void TraceRates::write(const std::string& name, const Bin& bin, TraceTime next_begin) {
  const double length_s = 1e-9 * static_cast<double>(bin.period.end - bin.period.begin);
  events_.counter(process_, name, "bytes/s", bin.period.begin, bin.bytes / length_s);
  if (bin.period.end < next_begin) {
    events_.counter(process_, name, "bytes/s", bin.period.end, 0.0);
  }
}

}  // namespace simgrad
