#pragma once

#include <string>

#include <catch2/catch.hpp>

/// What small_scenario takes, by hand: 84 parameters (96 padded) of 4 bytes, 320 flop a sample,
/// 15 ms and 1 Mbit/s to the server, 1 Mflop/s everywhere; 240 samples in all.
namespace simgrad::test {

inline constexpr double kTransfer_s = 0.015 + 84 * 4 * 8 / 1e6;
inline constexpr double kBatch_s = 10 * 320 / 1e6;  // of ten samples

/// Of closed forms.
inline Approx exactly(double value) {
  return Approx(value).epsilon(1e-9).margin(0.0);
}

/// host-1 computes at `factor` of the speed.
inline std::string slow_host(const std::string& factor) {
  return "\n[[failure]]\nkind = \"slow_host\"\nhosts = \"host-1\"\nat = \"0 s\"\nspeed_factor = " +
         factor + "\n";
}

}  // namespace simgrad::test
