#include "sim/engine/platform_units.hpp"

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

using simgrad::PlatformQuantity;
using simgrad::read_quantity;

TEST_CASE("platform_units: SimGrid's units give flop/s, bytes/s and seconds") {
  const std::vector<std::pair<std::string, double>> speeds = {
      {"1f", 1.0},     {"2.5kf", 2500.0},   {"100Gf", 1e11},
      {"3flops", 3.0}, {"1gigaflops", 1e9}, {"1e-3Tf", 1e9}};
  for (const auto& [text, value] : speeds) {
    INFO(text);
    CHECK(read_quantity(PlatformQuantity::kSpeed, text).value == Approx(value));
  }
  const std::vector<std::pair<std::string, double>> bandwidths = {
      {"8bps", 1.0},      {"10Gbps", 1.25e9}, {"100Mbps", 1.25e7},
      {"1.5MBps", 1.5e6}, {"1KiBps", 1024.0}, {"8Mibps", 1048576.0}};
  for (const auto& [text, value] : bandwidths) {
    INFO(text);
    CHECK(read_quantity(PlatformQuantity::kBandwidth, text).value == Approx(value));
  }
  const std::vector<std::pair<std::string, double>> latencies = {
      {"50us", 50e-6}, {"1ms", 1e-3}, {"2s", 2.0}, {"1m", 60.0}, {"1ps", 1e-12}, {"1w", 604800.0}};
  for (const auto& [text, value] : latencies) {
    INFO(text);
    CHECK(read_quantity(PlatformQuantity::kLatency, text).value == Approx(value));
  }
  CHECK(read_quantity(PlatformQuantity::kLatency, "0").value == 0.0);
  CHECK(read_quantity(PlatformQuantity::kLatency, "0ms").value == 0.0);
}

TEST_CASE("platform_units: what SimGrid takes in silence or spells otherwise is refused") {
  const std::vector<std::string> speeds = {
      "",    "Gf",  "-1Gf", "0Gf", "nanf", "infGf", "1e400f",      "1e300Yf", "1e-400f", "0x10f",
      "+1f", " 1f", "1 f",  "1Kf", "1GF",  "1flop", "1zettaflops", "1Gfx",    "1"};
  for (const std::string& text : speeds) {
    INFO(text);
    const auto reading = read_quantity(PlatformQuantity::kSpeed, text);
    CHECK_FALSE(reading.value);
    CHECK_THAT(reading.expected, Catch::Contains("units f kf"));
  }
  for (const char* text : {"10Gbit/s", "1Gb", "1Kbps", "1GBPS", "0bps", "-8bps", "5"}) {
    INFO(text);
    CHECK_FALSE(read_quantity(PlatformQuantity::kBandwidth, text).value);
  }
  for (const char* text : {"1msec", "-1us", "1min", "0.05", "nan", "1µs"}) {
    INFO(text);
    CHECK_FALSE(read_quantity(PlatformQuantity::kLatency, text).value);
  }
}
