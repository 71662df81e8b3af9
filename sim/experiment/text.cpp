#include "sim/experiment/text.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace simgrad {

std::string duration_text(double seconds) {
  if (!std::isfinite(seconds)) {
    return "unbounded";
  }
  if (seconds < 120.0) {
    static constexpr std::array kUnits{"s", "ms", "us", "ns"};
    std::size_t unit = 0;
    while (seconds != 0.0 && std::abs(seconds) < 0.9995 && unit + 1 < kUnits.size()) {
      seconds *= 1000.0;
      ++unit;
    }
    return fmt::format("{:.3g} {}", seconds, kUnits[unit]);
  }
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 7200) {
    return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  }
  if (whole < 48LL * 3600) {
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
  }
  return fmt::format("{} d {:02} h", whole / 86400, whole % 86400 / 3600);
}

std::string bytes_text(double bytes) {
  return quantity_text(bytes, "B");
}

std::string quantity_text(double value, const std::string& unit) {
  static constexpr std::array kPrefixes{"", "k", "M", "G", "T", "P", "E"};
  std::size_t prefix = 0;
  while (std::abs(value) >= 999.5 && prefix + 1 < kPrefixes.size()) {
    value /= 1000.0;
    ++prefix;
  }
  return fmt::format("{:.3g} {}{}", value, kPrefixes[prefix], unit);
}

}  // namespace simgrad
