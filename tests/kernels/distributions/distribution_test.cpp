#include "kernels/distributions/distribution.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "tests/kernels/distributions/draws.hpp"

using namespace simgrad;

TEST_CASE("distributions: the registry is sorted by name and every component says what it is") {
  std::string_view last;
  for (const auto* info : distributions()) {
    CHECK(info->name > last);
    CHECK(info->family == "distribution");
    CHECK_FALSE(info->summary.empty());
    last = info->name;
  }
}

TEST_CASE("distributions: draws are finite and not negative at the ends of the ranges") {
  const auto longest = test::real(kLongest_s);
  for (const auto& distribution :
       {test::distribution("weibull", {{"shape", test::real(0.1)}, {"scale", longest}}),
        test::distribution("weibull", {{"shape", test::real(100.0)}, {"mean", longest}}),
        test::distribution("gamma", {{"shape", test::real(0.1)}, {"mean", longest}}),
        test::distribution("gamma", {{"shape", test::real(1e6)}, {"mean", longest}}),
        test::distribution("lognormal", {{"median", longest}, {"sigma", test::real(10.0)}}),
        test::distribution("exponential", {{"mean", longest}})}) {
    CHECK(std::isfinite(distribution->mean()));
    for (const double draw : test::draws_of(*distribution)) {
      REQUIRE(std::isfinite(draw));
      REQUIRE(draw >= 0.0);
    }
  }
}
