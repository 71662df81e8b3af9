#include "sim/scenario/quantity.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "kernels/rng.hpp"

namespace simgrad {
namespace {

std::string refusal(std::string_view text, Type type) {
  try {
    (void)parse_quantity(text, type);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("parse_quantity: each unit means what it says, to the last bit") {
  CHECK(parse_quantity("20 ms", Type::kSeconds) == 0.02);
  CHECK(parse_quantity("35ms", Type::kSeconds) == 0.035);
  CHECK(parse_quantity("  7 us ", Type::kSeconds) == 7e-6);
  CHECK(parse_quantity("7 µs", Type::kSeconds) == 7e-6);
  CHECK(parse_quantity("3 ns", Type::kSeconds) == 3e-9);
  CHECK(parse_quantity("2 h", Type::kSeconds) == 7200.0);
  CHECK(parse_quantity("1.5 min", Type::kSeconds) == 90.0);
  CHECK(parse_quantity("-1e1 d", Type::kSeconds) == -864000.0);
  CHECK(parse_quantity("100 Mbit/s", Type::kBytesPerSecond) == 12.5e6);
  CHECK(parse_quantity("12 GB/s", Type::kBytesPerSecond) == 12e9);
  CHECK(parse_quantity("1.5 GB", Type::kBytes) == 1.5e9);
  CHECK(parse_quantity("64 KiB", Type::kBytes) == 65536.0);
  CHECK(parse_quantity("1 MiB", Type::kBytes) == 1048576.0);
  CHECK(parse_quantity("2 GiB", Type::kBytes) == 2147483648.0);
  CHECK(parse_quantity("10 Gflop/s", Type::kFlopPerSecond) == 10e9);
}

TEST_CASE("parse_quantity: what is wrong is told, with what is known") {
  CHECK(refusal("20", Type::kSeconds) ==
        "'20' has no unit: a time was expected, such as \"20 ms\"; units: ns, µs, us, ms, s, min, "
        "h, d");
  CHECK(refusal("20 GB", Type::kSeconds).find("a time was expected, 'GB' is a size; units: ns") ==
        0);
  CHECK(refusal("1 s", Type::kFlopPerSecond).find("a computing speed was expected, 's' is") == 0);
  CHECK(refusal("10 GFLOP/s", Type::kFlopPerSecond)
            .find("unknown unit 'GFLOP/s'; did you mean 'Gflop/s'? units: flop/s") == 0);
  CHECK(refusal("", Type::kBytes) == "a size was expected, such as \"1.5 GB\", not ''");
  CHECK(refusal("fast", Type::kBytesPerSecond) ==
        "a data rate was expected, such as \"100 Mbit/s\", not 'fast'");
  CHECK(refusal("1 2 s", Type::kSeconds).find("unknown unit '2 s'") == 0);
  for (const char* text : {"inf s", "-inf s", "nan s", "1e999 s", "1e308 d"}) {
    CHECK(refusal(text, Type::kSeconds) == "'" + std::string(text) + "' is not a finite number");
  }
}

TEST_CASE("format_quantity: few digits, a large unit") {
  CHECK(format_quantity(0.02, Type::kSeconds) == "20 ms");
  CHECK(format_quantity(7200.0, Type::kSeconds) == "2 h");
  CHECK(format_quantity(90.0, Type::kSeconds) == "90 s");
  CHECK(format_quantity(0.0, Type::kSeconds) == "0 s");
  CHECK(format_quantity(65536.0, Type::kBytes) == "64 KiB");
  CHECK(format_quantity(2.65e6, Type::kBytes) == "2.65 MB");
  CHECK(format_quantity(1e9, Type::kBytesPerSecond) == "1 GB/s");
  CHECK(format_quantity(1e10, Type::kFlopPerSecond) == "10 Gflop/s");
}

TEST_CASE("format_quantity: parses back to the same bits, 20,000 values of every size") {
  Stream stream(1, Purpose::kTest);
  for (const Type type :
       {Type::kSeconds, Type::kBytes, Type::kBytesPerSecond, Type::kFlopPerSecond}) {
    for (int i = 0; i < 5000; ++i) {
      const double value = std::exp(60.0 * (stream.uniform() - 0.5));
      INFO(format_quantity(value, type));
      REQUIRE(parse_quantity(format_quantity(value, type), type) == value);
    }
  }
}

TEST_CASE("format_range: as a condition in the type's units") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  CHECK(format_range(kAny, Type::kReal).empty());
  CHECK(format_range(kPositive, Type::kSeconds) == "> 0 s");
  CHECK(format_range(kAtLeastOne, Type::kInteger) == ">= 1");
  CHECK(format_range(kFraction, Type::kReal) == "from 0 to 1");
  CHECK(format_range({0.0, 1.0, false, true}, Type::kReal) == ">= 0 and < 1");
  CHECK(format_range({-kInfinity, 0.02, false, false}, Type::kSeconds) == "<= 20 ms");
  CHECK(format_range({1, 1e8}, Type::kInteger) == "from 1 to 100000000");
}

TEST_CASE("contains: open sides leave their bound out, NaN is nowhere") {
  CHECK(contains(kFraction, 0.0));
  CHECK(contains(kFraction, 1.0));
  CHECK_FALSE(contains(kPositive, 0.0));
  CHECK_FALSE(contains(Range{0.0, 1.0, false, true}, 1.0));
  CHECK_FALSE(contains(kAny, std::nan("")));
}

}  // namespace
}  // namespace simgrad
