#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/kernels/partitions/assigned.hpp"

using namespace simgrad;

TEST_CASE("iid: every sample goes to exactly one node, sizes differ by at most one") {
  const auto data = test::labelled(103, 10);
  const auto assignment = test::assigned("iid", data, 10);
  CHECK(test::is_partition(assignment, 103));
  for (const auto size : test::sizes(assignment)) {
    CHECK((size == 10 || size == 11));
  }
}

TEST_CASE("iid: the seed decides which") {
  const auto data = test::labelled(100, 10);
  CHECK(test::assigned("iid", data, 5, {}, 1) == test::assigned("iid", data, 5, {}, 1));
  CHECK(test::assigned("iid", data, 5, {}, 1) != test::assigned("iid", data, 5, {}, 2));
}

TEST_CASE("iid: every node has every label in about equal number") {
  const auto data = test::labelled(10'000, 10);
  const auto assignment = test::assigned("iid", data, 5);
  for (std::size_t k = 0; k < 5; ++k) {
    for (const auto count : test::labels_of(assignment, k, data)) {
      CHECK(count > 140);
      CHECK(count < 260);
    }
  }
}

TEST_CASE("iid: more nodes than samples is an error that says how many are possible") {
  CHECK_THROWS_WITH(test::assigned("iid", test::labelled(5, 2), 6),
                    "partition iid: 5 training samples are not enough for 6 nodes with 1 each: "
                    "use at most 5 nodes");
}
