#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/kernels/partitions/assigned.hpp"

using namespace simgrad;

namespace {

std::size_t spread(double alpha) {
  const auto sizes = test::sizes(test::assigned("quantity_skew", test::labelled(10'000, 10), 10,
                                                {{"alpha", test::real(alpha)}}));
  const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
  return *most - *least;
}

}  // namespace

TEST_CASE("quantity_skew: every sample goes to exactly one node, at any alpha") {
  for (const double alpha : {0.001, 0.5, 1e6}) {
    CAPTURE(alpha);
    CHECK(test::is_partition(test::assigned("quantity_skew", test::labelled(1003, 10), 30,
                                            {{"alpha", test::real(alpha)}}),
                             1003));
  }
}

TEST_CASE("quantity_skew: the smaller alpha, the more unequal the sizes") {
  CHECK(spread(1e6) < 20);
  CHECK(spread(1.0) > 500);
  CHECK(spread(0.01) > 5000);
}

TEST_CASE("quantity_skew: every node has minimum_samples") {
  const auto sizes = test::sizes(
      test::assigned("quantity_skew", test::labelled(1000, 10), 30,
                     {{"alpha", test::real(0.01)}, {"minimum_samples", test::integer(10)}}));
  CHECK(*std::min_element(sizes.begin(), sizes.end()) == 10);
}

TEST_CASE("quantity_skew: labels are alike on large nodes") {
  const auto data = test::labelled(10'000, 2);
  const auto assignment = test::assigned("quantity_skew", data, 4, {{"alpha", test::real(5.0)}});
  for (std::size_t k = 0; k < 4; ++k) {
    const auto counts = test::labels_of(assignment, k, data);
    CHECK(static_cast<double>(counts[0]) / static_cast<double>(assignment[k].size()) ==
          Approx(0.5).margin(0.06));
  }
}

TEST_CASE("quantity_skew: a minimum that the samples cannot meet is an error") {
  CHECK_THROWS_WITH(test::assigned("quantity_skew", test::labelled(100, 10), 11,
                                   {{"minimum_samples", test::integer(10)}}),
                    "partition quantity_skew: 100 training samples are not enough for 11 nodes "
                    "with 10 each: use at most 10 nodes");
}
