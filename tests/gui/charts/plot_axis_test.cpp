#include "gui/charts/plot_axis.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

namespace simgrad::gui {
namespace {

Extent extentOf(std::initializer_list<double> values) {
  Extent extent;
  for (const double value : values) {
    extent.add(value);
  }
  return extent;
}

const Axis kLogarithmic{.label = "loss", .logarithmic = true};

TEST_CASE("plot_axis: places and values are each other's inverse") {
  const PlotAxis linear(Axis{}, extentOf({-2.0, 6.0}), 0.0);
  CHECK(linear.place(0.0) == Approx(0.25));
  CHECK(linear.value(0.25) == Approx(0.0).margin(1e-12));
  CHECK(linear.place(14.0) == Approx(2.0));
  const PlotAxis logarithmic(kLogarithmic, extentOf({0.01, 100.0}), 0.0);
  CHECK(logarithmic.place(1.0) == Approx(0.5));
  CHECK(logarithmic.value(0.75) == Approx(10.0));
}

TEST_CASE("plot_axis: a logarithmic axis holds positive numbers alone") {
  const PlotAxis axis(kLogarithmic, extentOf({0.0, 0.1, 10.0}), 0.0);
  CHECK(axis.holds(1e-30));
  CHECK_FALSE(axis.holds(0.0));
  CHECK_FALSE(axis.holds(-1.0));
  CHECK_FALSE(axis.holds(std::nan("")));
  CHECK_FALSE(axis.holds(std::numeric_limits<double>::infinity()));
}

TEST_CASE("plot_axis: without a positive number a logarithmic axis is linear") {
  const PlotAxis axis(kLogarithmic, extentOf({-1.0, 0.0}), 0.0);
  CHECK(axis.holds(0.0));
  CHECK(axis.place(-0.5) == Approx(0.5));
}

TEST_CASE("plot_axis: zooming keeps what is under the pointer") {
  for (const bool is_logarithmic : {false, true}) {
    const PlotAxis axis({.logarithmic = is_logarithmic}, extentOf({1.0, 1000.0}), 0.0);
    const double about = 0.3;
    const PlotAxis nearer = axis.zoomedTo(axis.zoomed(0.5, about));
    CHECK(nearer.value(about) == Approx(axis.value(about)));
    CHECK(nearer.value(0.0) > axis.value(0.0));
  }
}

TEST_CASE("plot_axis: zooming ends before ticks do") {
  for (const bool is_logarithmic : {false, true}) {
    PlotAxis axis({.logarithmic = is_logarithmic}, extentOf({999.0, 1000.0}), 0.0);
    for (int i = 0; i < 500; ++i) {
      axis = axis.zoomedTo(axis.zoomed(0.8, 0.4));
    }
    CHECK(axis.range().low < axis.range().high);
    const std::vector<Tick> ticks = axis.ticks(6);
    CHECK(ticks.size() >= 2);
    for (const Tick& tick : ticks) {
      CHECK(tick.share >= -1e-9);
      CHECK(tick.share <= 1.0 + 1e-9);
    }
  }
}

TEST_CASE("plot_axis: between two powers of ten a logarithmic axis has round ticks") {
  const PlotAxis axis(kLogarithmic, extentOf({1.1, 1.6}), 0.0);
  const std::vector<Tick> ticks = axis.ticks(6);
  REQUIRE(ticks.size() >= 3);
  for (const Tick& tick : ticks) {
    CHECK(axis.value(tick.share) == Approx(std::stod(tick.label)));
  }
}

TEST_CASE("plot_axis: over powers of ten a logarithmic axis has these as ticks") {
  const PlotAxis axis(kLogarithmic, extentOf({0.013, 2.3}), 0.0);
  for (const Tick& tick : axis.ticks(6)) {
    CHECK((tick.label == "0.1" || tick.label == "1"));
  }
}

TEST_CASE("plot_axis: a range that is none is not taken") {
  const PlotAxis axis(kLogarithmic, extentOf({0.1, 10.0}), 0.0);
  CHECK(axis.zoomedTo({2.0, 1.0}).range() == axis.range());
  CHECK(axis.zoomedTo({-1.0, 1.0}).range() == axis.range());
  CHECK(axis.zoomedTo({1.0, std::nan("")}).range() == axis.range());
}

TEST_CASE("plot_axis: what leaves an axis is moved back rather than cut") {
  const PlotAxis linear(Axis{}, extentOf({0.0, 10.0}), 0.0);
  CHECK(linear.held({-2.0, 3.0}) == Range{0.0, 5.0});
  CHECK(linear.held({8.0, 12.0}).low == Approx(6.0));
  CHECK(linear.held({8.0, 12.0}).high == 10.0);
  CHECK(linear.held({-5.0, 20.0}) == linear.range());
  CHECK(linear.held({1.0, 2.0}) == Range{1.0, 2.0});
  const PlotAxis logarithmic(kLogarithmic, extentOf({1.0, 1000.0}), 0.0);
  CHECK(logarithmic.held({100.0, 10'000.0}).low == Approx(10.0));
  CHECK(logarithmic.held({0.1, 10.0}).high == Approx(100.0));
}

TEST_CASE("plot_axis: a part lies from place to place, and is never too narrow for ticks") {
  for (const bool is_logarithmic : {false, true}) {
    const PlotAxis axis({.logarithmic = is_logarithmic}, extentOf({1.0, 1000.0}), 0.0);
    const Range part = axis.part(0.25, 0.5);
    CHECK(axis.place(part.low) == Approx(0.25));
    CHECK(axis.place(part.high) == Approx(0.5));
    CHECK(axis.part(0.0, 1.0) == axis.range());
    CHECK(axis.zoomedTo(axis.part(0.5, 0.5)).ticks(6).size() >= 2);
  }
}

TEST_CASE("plot_axis: numbers beyond all bounds have an axis") {
  const PlotAxis axis(Axis{}, extentOf({-1.7e308, 1.7e308}), 0.04);
  CHECK(std::isfinite(axis.place(0.0)));
  CHECK(axis.ticks(5).size() >= 2);
}

}  // namespace
}  // namespace simgrad::gui
