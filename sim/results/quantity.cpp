#include "sim/results/quantity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace simgrad {
namespace {

struct Prefix {
  double factor;
  const char* symbol;
};

constexpr std::array<Prefix, 7> kLarge{
    {{1.0, ""}, {1e3, "k"}, {1e6, "M"}, {1e9, "G"}, {1e12, "T"}, {1e15, "P"}, {1e18, "E"}}};
constexpr std::array<Prefix, 7> kTimes{{{1e-9, "ns"},
                                        {1e-6, "µs"},
                                        {1e-3, "ms"},
                                        {1.0, "s"},
                                        {60.0, "min"},
                                        {3600.0, "h"},
                                        {86400.0, "d"}}};

Display large(double magnitude, const char* unit) {
  Prefix best = kLarge[0];
  for (const Prefix& prefix : kLarge) {
    best = magnitude >= 0.9995 * prefix.factor ? prefix : best;
  }
  return {best.factor, std::string(best.symbol) + unit};
}

Display duration(double magnitude) {
  static constexpr std::array kFrom{0.0, 1e-6, 1e-3, 0.9995, 120.0, 7200.0, 172800.0};
  std::size_t best = magnitude == 0.0 ? 3 : 0;
  for (std::size_t i = 0; i < kFrom.size(); ++i) {
    best = magnitude > 0.0 && magnitude >= kFrom[i] ? i : best;
  }
  return {kTimes[best].factor, kTimes[best].symbol};
}

/// Powers of a thousand, where plain digits would be many.
Display plain(double magnitude, double from, double below) {
  if (magnitude == 0.0 || (magnitude >= from && magnitude < below)) {
    return {};
  }
  const int power = 3 * static_cast<int>(std::floor(std::log10(magnitude) / 3.0));
  return power == 0 ? Display{} : Display{std::pow(10.0, power), fmt::format("×1e{}", power)};
}

std::string duration_text(double seconds) {
  const double magnitude = std::abs(seconds);
  if (magnitude < 120.0 || magnitude > 1e13) {
    const Display display = duration(magnitude);
    return fmt::format("{:.3g} {}", seconds / display.divisor, display.symbol);
  }
  const std::int64_t whole = std::llround(magnitude);
  const char* sign = seconds < 0.0 ? "-" : "";
  if (whole < 7200) {
    return fmt::format("{}{} min {:02} s", sign, whole / 60, whole % 60);
  }
  if (whole < 172800) {
    return fmt::format("{}{} h {:02} min", sign, whole / 3600, whole % 3600 / 60);
  }
  return fmt::format("{}{} d {:02} h", sign, whole / 86400, whole % 86400 / 3600);
}

}  // namespace

Display display_of(Unit unit, double magnitude) {
  magnitude = std::isfinite(magnitude) ? std::abs(magnitude) : 1.0;
  switch (unit) {
    case Unit::kNone:
      return plain(magnitude, 1e-3, 1e5);
    case Unit::kCount:
      return plain(magnitude, 0.0, 1e6);
    case Unit::kSeconds:
      return duration(magnitude);
    case Unit::kBytes:
      return large(magnitude, "B");
    case Unit::kBytesPerSecond:
      return large(magnitude, "B/s");
    case Unit::kFraction:
      return {0.01, "%"};
  }
  return {};
}

std::string quantity_text(Unit unit, double value) {
  if (std::isnan(value)) {
    return "not a number";
  }
  if (std::isinf(value)) {
    return value > 0.0 ? "infinite" : "minus infinite";
  }
  switch (unit) {
    case Unit::kNone:
      return fmt::format("{:.4g}", value);
    case Unit::kCount:
      return std::abs(value) < 1e15 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
    case Unit::kSeconds:
      return duration_text(value);
    case Unit::kFraction:
      return value == 0.0 || (std::abs(value) >= 1e-3 && std::abs(value) < 1e6)
                 ? fmt::format("{:.1f} %", 100.0 * value)
                 : fmt::format("{:.2g} %", 100.0 * value);
    case Unit::kBytes:
    case Unit::kBytesPerSecond: {
      const Display display = display_of(unit, value);
      return fmt::format("{:.3g} {}", value / display.divisor, display.symbol);
    }
  }
  return "";
}

}  // namespace simgrad
