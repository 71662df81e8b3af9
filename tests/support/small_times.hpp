#pragma once

#include <string>

#include <catch2/catch.hpp>

/// What small_scenario takes, by hand: 84 parameters (96 padded) of 4 bytes, 320 flop a sample,
/// 15 ms and 1 Mbit/s to the server, 1 Mflop/s everywhere; 240 samples in all.
namespace simgrad::test {

inline constexpr double kTransfer_s = 0.015 + 84 * 4 * 8 / 1e6;
inline constexpr double kBatch_s = 10 * 320 / 1e6;  // of ten samples

inline constexpr double kUpdate_s = 2.0 * 96 / 1e6;  // a step of plain SGD
/// Of a route between two workers, over both their links.
inline constexpr double kLatency_s = 0.020;

/// Override: links carry as much in both directions at once.
inline const std::string kFullDuplex = "platform.generate.duplex=full";
/// Override: 4 (19 + 1) parameters, in as many equal chunks as there are 2, 4 or 16 workers; 304
/// flop a sample.
inline const std::string kEvenChunks =
    "data.set={ kind = \"gaussian_blobs\", classes = 4, features = 19, samples = 240, "
    "test_samples = 80 }";
inline constexpr double kEvenBatch_s = 10 * 304 / 1e6;  // of ten samples

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
