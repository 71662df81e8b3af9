#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/kernels/partitions/assigned.hpp"

using namespace simgrad;

TEST_CASE("natural: each node has the samples of one device") {
  auto data = test::labelled(6, 2);
  data.groups = {2, 0, 7, 2, 7, 2};
  CHECK(test::assigned("natural", data, 3) == Assignment{{1}, {0, 3, 5}, {2, 4}});
}

TEST_CASE("natural: a data set without devices is an error") {
  CHECK_THROWS_WITH(test::assigned("natural", test::labelled(6, 2), 3),
                    Catch::Contains("does not say which device"));
}

TEST_CASE("natural: another number of nodes than devices is an error that says the number") {
  auto data = test::labelled(4, 2);
  data.groups = {0, 1, 1, 0};
  CHECK_THROWS_WITH(test::assigned("natural", data, 3),
                    "partition natural: the data set has 2 devices, the scenario 3 nodes: "
                    "expected 2 nodes");
}
