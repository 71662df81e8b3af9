#pragma once

#include <string>

/// Numbers as people read them.
namespace simgrad {

enum class Unit { kNone, kCount, kSeconds, kBytes, kBytesPerSecond, kFraction };

/// How a number is divided before it is shown, and what is written behind it.
struct Display {
  double divisor = 1.0;
  std::string symbol = {};  ///< "min", "GB/s", "%", "×1e6"; empty: none
};

/// The display in which `magnitude` has one to three digits before the point (time: up to 119 s,
/// 119 min, 47 h), for all numbers of an axis.
Display display_of(Unit unit, double magnitude);

/// One number with its unit: "85 ms", "4 min 10 s", "1.6 GB", "83.1 %", "1234", "0.0123", "1e-09",
/// "not a number", "infinite".
std::string quantity_text(Unit unit, double value);

}  // namespace simgrad
