#include "tests/support/error_text.hpp"
#include "tests/support/topology.hpp"

using namespace simgrad;

TEST_CASE("topology random_regular: simple, connected, and of the degree that was asked for") {
  struct Case {
    std::size_t n;
    std::int64_t degree;
  };
  for (const Case& each : {Case{2, 1}, Case{5, 2}, Case{5, 4}, Case{8, 3}, Case{8, 5}, Case{9, 8},
                           Case{40, 2}, Case{64, 6}, Case{64, 50}}) {
    INFO(each.n << " workers, degree " << each.degree);
    const MixingMatrix matrix = test::mixing("random_regular", each.n, each.degree);
    test::check_sound(matrix);
    for (std::size_t i = 0; i < each.n; ++i) {
      CHECK(matrix.graph().degree(i) == static_cast<std::size_t>(each.degree));
      CHECK_FALSE(matrix.graph().has_edge(i, i));
    }
  }
}

TEST_CASE("topology random_regular: one seed gives one graph, another another") {
  const auto edges = [](std::uint64_t seed) {
    return test::mixing("random_regular", 32, 3, seed).graph().edges();
  };
  CHECK(edges(1) == edges(1));
  CHECK(edges(1) != edges(2));
}

TEST_CASE("topology random_regular: what no graph can be is refused") {
  const auto text = [](std::size_t workers, std::int64_t degree) {
    return error_text([&] {
      (void)test::mixing("random_regular", workers, degree);
    });
  };
  CHECK(text(8, 8) ==
        "random_regular: a degree from 2 to 7 was expected of 8 workers in one connected graph, "
        "found 8");
  CHECK(text(8, 1).find("found 1") != std::string::npos);
  CHECK(text(7, 3) ==
        "random_regular: an even degree was expected of an odd number of workers (7), found 3");
}
