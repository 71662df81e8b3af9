#include "sim/results/scale.hpp"

#include <limits>

#include <catch2/catch.hpp>

namespace simgrad {
namespace {

Extent extent_of(std::initializer_list<double> values) {
  Extent extent;
  for (const double value : values) {
    extent.add(value);
  }
  return extent;
}

std::vector<std::string> labels(const Scale& scale, int most) {
  std::vector<std::string> all;
  for (const Tick& tick : scale.ticks(most)) {
    all.push_back(tick.label);
  }
  return all;
}

using Labels = std::vector<std::string>;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("scale: linear ticks are 1, 2 or 5 times a power of ten") {
  const Scale scale({.label = "loss"}, extent_of({0.0, 2.3}), 0.0);
  CHECK(labels(scale, 5) == Labels{"0", "0.5", "1.0", "1.5", "2.0"});
  CHECK(scale.title() == "loss");
  CHECK(scale.share(1.15) == Approx(0.5));
}

TEST_CASE("scale: a time axis has one unit, and its ticks divide it by sixties") {
  const Scale minutes({"simulated time", Unit::kSeconds}, extent_of({0.0, 5400.0}), 0.0);
  CHECK(labels(minutes, 6) == Labels{"0", "15", "30", "45", "60", "75", "90"});
  CHECK(minutes.title() == "simulated time (min)");
  const Scale days({"simulated time", Unit::kSeconds}, extent_of({0.0, 86400.0 * 3}), 0.0);
  CHECK(days.title() == "simulated time (d)");
  const Scale micro({"latency", Unit::kSeconds}, extent_of({0.0, 2e-5}), 0.0);
  CHECK(micro.title() == "latency (µs)");
}

TEST_CASE("scale: bytes and plain numbers take prefixes from their largest number") {
  CHECK(Scale({"sent", Unit::kBytes}, extent_of({0.0, 2.5e9}), 0.0).title() == "sent (GB)");
  CHECK(Scale({"rate", Unit::kBytesPerSecond}, extent_of({1e3}), 0.0).title() == "rate (kB/s)");
  CHECK(Scale({"steps", Unit::kCount}, extent_of({0.0, 3e6}), 0.0).title() == "steps (×1e6)");
  CHECK(Scale({"accuracy", Unit::kFraction}, extent_of({0.0, 1.0}), 0.0).title() == "accuracy (%)");
}

TEST_CASE("scale: counts have no ticks between whole numbers") {
  const Scale scale({"round", Unit::kCount}, extent_of({0.0, 2.0}), 0.0);
  CHECK(labels(scale, 8) == Labels{"0", "1", "2"});
}

TEST_CASE("scale: a logarithmic axis shows decades, and zero at its border") {
  const Scale scale({.label = "loss", .logarithmic = true}, extent_of({0.0, 0.01, 1e6}), 0.0);
  CHECK(labels(scale, 10) ==
        Labels{"0.01", "0.1", "1", "10", "100", "1000", "10000", "1e5", "1e6"});
  CHECK(scale.share(0.0) == 0.0);
  CHECK_FALSE(scale.holds(0.0));
  CHECK(scale.share(100.0) == Approx(0.5));
}

TEST_CASE("scale: named values are the ticks, where they are seen, and carry the unit") {
  Extent extent;
  extent.add(0.02);
  extent.add(0.4);
  for (const bool logarithmic : {false, true}) {
    const Scale scale({"latency",
                       Unit::kSeconds,
                       logarithmic,
                       false,
                       {{0.001, "1 ms"}, {0.02, "20 ms"}, {0.4, "400 ms"}, {0.5, "half"}}},
                      extent, 0.0);
    const std::vector<Tick> ticks = scale.ticks(5);
    REQUIRE(ticks.size() == 2);
    CHECK(ticks[0].label == "20 ms");
    CHECK(ticks[0].share == 0.0);
    CHECK(ticks[1].label == "400 ms");
    CHECK(ticks[1].share == 1.0);
    CHECK(scale.title() == "latency");
  }
}

TEST_CASE("scale: what is not finite lies at the border and widens nothing") {
  const Scale scale({.label = "loss"}, extent_of({1.0, 2.0, kInfinity, -kInfinity}), 0.0);
  CHECK(scale.share(kInfinity) == 1.0);
  CHECK(scale.share(-kInfinity) == 0.0);
  CHECK(scale.share(std::numeric_limits<double>::quiet_NaN()) == 1.0);
  CHECK(scale.share(1.25) == Approx(0.25));
}

TEST_CASE("scale: equal, no and enormous numbers still give an axis") {
  for (const auto& values : {extent_of({}), extent_of({0.0}), extent_of({7.0, 7.0}),
                             extent_of({-1.7e308, 1.7e308}), extent_of({1e-300, 2e-300})}) {
    for (const bool logarithmic : {false, true}) {
      const Scale scale({.label = "x", .logarithmic = logarithmic}, values, 0.04);
      CHECK_FALSE(scale.ticks(6).empty());
      CHECK(scale.share(0.5 * values.low() + 0.5 * values.high()) <= 1.0);
    }
  }
}

TEST_CASE("scale: value_at is the inverse of share") {
  for (const bool is_logarithmic : {false, true}) {
    const Scale scale({.logarithmic = is_logarithmic}, extent_of({0.5, 20.0}), 0.1);
    CHECK(scale.is_logarithmic() == is_logarithmic);
    for (const double value : {0.5, 3.0, 20.0}) {
      CHECK(scale.value_at(scale.share(value)) == Approx(value));
    }
  }
}

TEST_CASE("quantity: numbers are written with a unit that suits them") {
  CHECK(quantity_text(Unit::kSeconds, 0.085) == "85 ms");
  CHECK(quantity_text(Unit::kSeconds, 250.0) == "4 min 10 s");
  CHECK(quantity_text(Unit::kSeconds, 90000.0) == "25 h 00 min");
  CHECK(quantity_text(Unit::kBytes, 1.6e9) == "1.6 GB");
  CHECK(quantity_text(Unit::kFraction, 0.831) == "83.1 %");
  CHECK(quantity_text(Unit::kFraction, 0.00016) == "0.016 %");
  CHECK(quantity_text(Unit::kCount, 123456.0) == "123456");
  CHECK(quantity_text(Unit::kNone, kInfinity) == "infinite");
}

}  // namespace simgrad
