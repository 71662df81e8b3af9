#include "kernels/datasets/dataset.hpp"

#include <limits>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/kernels/datasets/made.hpp"

using namespace simgrad;

TEST_CASE("make_samples: zeroed rows that start at 64 bytes") {
  const Samples samples = make_samples(3, 17);
  CHECK(samples.stride == 32);
  CHECK(test::is_sound(samples, 17, 1));
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(reinterpret_cast<std::uintptr_t>(samples.row(i)) % 64 == 0);
  }
}

TEST_CASE("make_samples: more than the limit is an error, not an allocation") {
  CHECK_THROWS_WITH(make_samples(1'000'000'000, 784),
                    "a data set of 1000000000 samples with 784 features is over the limit of 4 "
                    "GiB: ask for fewer samples or fewer features");
  const auto huge = std::numeric_limits<std::size_t>::max();
  CHECK_THROWS_AS(make_samples(huge, 1), Error);
  CHECK_THROWS_AS(make_samples(1, huge), Error);
  CHECK_THROWS_AS(make_samples(huge, huge), Error);
}

TEST_CASE("datasets: the registry is sorted by name and every component says what it is") {
  std::string_view last;
  for (const auto* info : datasets()) {
    CHECK(info->name > last);
    CHECK(info->family == "dataset");
    CHECK_FALSE(info->summary.empty());
    last = info->name;
  }
}
