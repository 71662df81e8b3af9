#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/kernels/partitions/assigned.hpp"

using namespace simgrad;

namespace {

/// Mean over nodes of the largest label's share: 1 / C if even, 1 if each node has one label.
double concentration(const Assignment& assignment, const Dataset& data) {
  double sum = 0.0;
  for (std::size_t k = 0; k < assignment.size(); ++k) {
    const auto counts = test::labels_of(assignment, k, data);
    sum += static_cast<double>(*std::max_element(counts.begin(), counts.end())) /
           static_cast<double>(assignment[k].size());
  }
  return sum / static_cast<double>(assignment.size());
}

}  // namespace

TEST_CASE("dirichlet: every sample goes to exactly one node") {
  const auto data = test::labelled(2003, 10);
  for (const double alpha : {0.1, 0.5, 100.0}) {
    for (const bool balance : {true, false}) {
      CAPTURE(alpha, balance);
      const auto assignment = test::assigned("dirichlet", data, 20,
                                             {{"alpha", test::real(alpha)}, {"balance", balance}});
      CHECK(test::is_partition(assignment, 2003));
    }
  }
}

TEST_CASE("dirichlet: a large alpha makes nodes alike, a small one gives them few labels") {
  const auto data = test::labelled(10'000, 10);
  const auto even = test::assigned("dirichlet", data, 10, {{"alpha", test::real(1e5)}});
  const auto middle = test::assigned("dirichlet", data, 10, {{"alpha", test::real(1.0)}});
  const auto skewed = test::assigned("dirichlet", data, 10, {{"alpha", test::real(0.1)}});
  CHECK(concentration(even, data) == Approx(0.1).margin(0.01));
  CHECK(concentration(middle, data) > 0.2);
  CHECK(concentration(skewed, data) > concentration(middle, data) + 0.15);
}

TEST_CASE("dirichlet: with balance no node has its share and then a whole class more") {
  const auto data = test::labelled(10'000, 10);
  const auto largest = [&](bool balance) {
    std::size_t most = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const auto sizes = test::sizes(test::assigned(
          "dirichlet", data, 10, {{"alpha", test::real(0.1)}, {"balance", balance}}, seed));
      most = std::max(most, *std::max_element(sizes.begin(), sizes.end()));
    }
    return most;
  };
  CHECK(largest(true) < 2000);  // below N / K = 1000, then at most one class of 1000
  CHECK(largest(false) > 2500);
}

TEST_CASE("dirichlet: draws again until every node has minimum_samples") {
  const auto data = test::labelled(2000, 10);
  const auto assignment = test::assigned(
      "dirichlet", data, 10, {{"alpha", test::real(0.2)}, {"minimum_samples", test::integer(60)}});
  const auto sizes = test::sizes(assignment);
  CHECK(*std::min_element(sizes.begin(), sizes.end()) >= 60);
}

TEST_CASE("dirichlet: the seed decides which") {
  const auto data = test::labelled(1000, 10);
  CHECK(test::assigned("dirichlet", data, 5, {}, 1) == test::assigned("dirichlet", data, 5, {}, 1));
  CHECK(test::assigned("dirichlet", data, 5, {}, 1) != test::assigned("dirichlet", data, 5, {}, 2));
}

TEST_CASE("dirichlet: nodes that stay empty are an error that says how many and what to change") {
  CHECK_THROWS_WITH(
      test::assigned("dirichlet", test::labelled(200, 2), 20, {{"alpha", test::real(0.001)}}),
      Catch::Matches("partition dirichlet: even in the best of 1000 draws 1[0-5] of 20 nodes are "
                     "empty: raise alpha, use fewer nodes or take more training samples"));
  CHECK_THROWS_WITH(test::assigned("dirichlet", test::labelled(200, 2), 10,
                                   {{"minimum_samples", test::integer(20)}}),
                    Catch::Contains("of 10 nodes have fewer than 20 samples: raise alpha, use "
                                    "fewer nodes, lower minimum_samples or"));
  CHECK_THROWS_WITH(test::assigned("dirichlet", test::labelled(10, 2), 11),
                    Catch::Contains("use at most 10 nodes"));
}

TEST_CASE("dirichlet: a class without samples is no obstacle") {
  auto data = test::labelled(100, 2);
  data.classes = 3;
  CHECK(test::is_partition(test::assigned("dirichlet", data, 4), 100));
  CHECK(test::is_partition(test::assigned("dirichlet", data, 1), 100));
}
