#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace simgrad {

enum class PlatformQuantity { kSpeed, kBandwidth, kLatency };

/// A quantity in flop/s, bytes/s or seconds; or, without one, what was expected instead.
struct QuantityReading {
  std::optional<double> value;
  std::string expected;
};

/// Reads one quantity of a platform file with SimGrid's units: "100Gf", "10Gbps", "1.25GBps",
/// "50us".
///
/// Source: SimGrid 3.32, src/xbt/xbt_parse_units.cpp.
/// Differs from SimGrid: NaN, infinity, hexadecimal, a leading space or plus sign, and a missing
/// unit (unless the value is 0) are refused; speed and bandwidth must be above 0, latency 0 or
/// above.
QuantityReading read_quantity(PlatformQuantity quantity, std::string_view text);

}  // namespace simgrad
