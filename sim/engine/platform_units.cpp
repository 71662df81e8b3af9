#include "sim/engine/platform_units.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <unordered_map>

namespace simgrad {
namespace {

using Units = std::unordered_map<std::string, double>;
using Prefixes = std::array<const char*, 8>;

constexpr Prefixes kDecimal = {"k", "M", "G", "T", "P", "E", "Z", "Y"};
constexpr Prefixes kBinary = {"Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"};
// "zeta" is SimGrid's spelling.
constexpr Prefixes kDecimalWords = {"kilo", "mega", "giga", "tera", "peta", "exa", "zeta", "yotta"};

void add_prefixed(Units& units, const std::string& unit, double scale, double factor,
                  const Prefixes& prefixes) {
  units.emplace(unit, scale);
  for (const char* prefix : prefixes) {
    scale *= factor;
    units.emplace(prefix + unit, scale);
  }
}

Units speed_units() {
  Units units;
  add_prefixed(units, "f", 1.0, 1000.0, kDecimal);
  add_prefixed(units, "flops", 1.0, 1000.0, kDecimalWords);
  return units;
}

Units bandwidth_units() {
  Units units;
  for (const auto& [unit, bytes] : {std::pair{"bps", 0.125}, std::pair{"Bps", 1.0}}) {
    add_prefixed(units, unit, bytes, 1000.0, kDecimal);
    add_prefixed(units, unit, bytes, 1024.0, kBinary);
  }
  return units;
}

const Units& units_of(PlatformQuantity quantity) {
  static const Units speed = speed_units();
  static const Units bandwidth = bandwidth_units();
  static const Units latency = {{"w", 604800.0}, {"d", 86400.0}, {"h", 3600.0},
                                {"m", 60.0},     {"s", 1.0},     {"ms", 1e-3},
                                {"us", 1e-6},    {"ns", 1e-9},   {"ps", 1e-12}};
  switch (quantity) {
    case PlatformQuantity::kSpeed:
      return speed;
    case PlatformQuantity::kBandwidth:
      return bandwidth;
    case PlatformQuantity::kLatency:
      break;
  }
  return latency;
}

std::string expected_of(PlatformQuantity quantity) {
  switch (quantity) {
    case PlatformQuantity::kSpeed:
      return "a positive number with one of the units f kf Mf Gf Tf Pf Ef Zf Yf, or flops "
             "kiloflops "
             "megaflops gigaflops teraflops petaflops exaflops zetaflops yottaflops";
    case PlatformQuantity::kBandwidth:
      return "a positive number with one of the units bps kbps Mbps Gbps Tbps Pbps Ebps Zbps Ybps, "
             "Bps kBps MBps GBps TBps PBps EBps ZBps YBps, or in powers of 1024 Kibps KiBps Mibps "
             "MiBps and so on";
    case PlatformQuantity::kLatency:
      break;
  }
  return "0, or a positive number with one of the units ps ns us ms s m h d w (m is minutes)";
}

}  // namespace

QuantityReading read_quantity(PlatformQuantity quantity, std::string_view text) {
  QuantityReading wrong = {std::nullopt, expected_of(quantity)};
  double number = 0.0;
  const char* end = text.data() + text.size();
  const auto [unit, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || !std::isfinite(number)) {
    return wrong;
  }
  const bool may_be_zero = quantity == PlatformQuantity::kLatency;
  if (may_be_zero && unit == end && number == 0.0) {
    return {0.0, ""};
  }
  const auto found = units_of(quantity).find(std::string(unit, end));
  if (found == units_of(quantity).end()) {
    return wrong;
  }
  const double value = number * found->second;
  if (!std::isfinite(value) || value < 0.0 || (value == 0.0 && !may_be_zero)) {
    return wrong;
  }
  return {value, ""};
}

}  // namespace simgrad
