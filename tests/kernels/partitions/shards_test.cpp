#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/kernels/partitions/assigned.hpp"

using namespace simgrad;

TEST_CASE("shards: every sample goes to exactly one node, also where shards do not divide them") {
  for (const std::size_t count : {600U, 607U}) {
    const auto assignment = test::assigned("shards", test::labelled(count, 10), 30);
    CHECK(test::is_partition(assignment, count));
    CHECK(assignment.size() == 30);
  }
}

TEST_CASE("shards: two shards a node, each of one label, give a node at most two labels") {
  const auto data = test::labelled(6000, 10);
  const auto assignment = test::assigned("shards", data, 100);
  for (std::size_t k = 0; k < 100; ++k) {
    CHECK(assignment[k].size() == 60);
    const auto counts = test::labels_of(assignment, k, data);
    CHECK(std::count_if(counts.begin(), counts.end(), [](auto n) {
            return n > 0;
          }) <= 2);
    CHECK(std::all_of(counts.begin(), counts.end(), [](auto n) {
      return n % 30 == 0;
    }));
  }
}

TEST_CASE("shards: one shard for the only node is everything") {
  const auto assignment =
      test::assigned("shards", test::labelled(7, 3), 1, {{"shards_per_node", test::integer(1)}});
  CHECK(assignment == Assignment{{0, 1, 2, 3, 4, 5, 6}});
}

TEST_CASE("shards: which shards a node gets is random") {
  const auto data = test::labelled(600, 10);
  CHECK(test::assigned("shards", data, 30, {}, 1) != test::assigned("shards", data, 30, {}, 2));
}

TEST_CASE("shards: fewer samples than shards is an error") {
  CHECK_THROWS_WITH(test::assigned("shards", test::labelled(9, 3), 5),
                    "partition shards: 9 training samples are not enough for 5 nodes with 2 each: "
                    "use at most 4 nodes");
}
