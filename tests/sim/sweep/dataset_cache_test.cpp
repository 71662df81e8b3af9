#include "sim/sweep/dataset_cache.hpp"

#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace simgrad;

namespace {

Plan plan(const std::vector<std::string>& overrides) {
  const test::TemporaryFolder folder;
  return read_scenario(folder.write("s.toml", test::small_scenario(1) + R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 1
batch_size = 10
)"),
                       overrides);
}

}  // namespace

TEST_CASE("dataset_cache: equal arguments and seed share a data set") {
  DatasetCache cache(1U << 30U);
  const auto first = cache.get(plan({}));
  CHECK(cache.get(plan({"strategy.batch_size=5"})) == first);
  CHECK(cache.get(plan({"seed=8"})) != first);
  CHECK(cache.get(plan({"data.set.samples=50"})) != first);
  CHECK(cache.get(plan({})) == first);
}

TEST_CASE("dataset_cache: what does not depend on the seed is shared by all") {
  DatasetCache cache(1U << 30U);
  const std::string images = R"(data.set={kind="fashion_mnist",train_samples=20,test_samples=10})";
  const auto first = cache.get(plan({images}));
  CHECK(cache.get(plan({images, "seed=8"})) == first);
}

TEST_CASE("dataset_cache: what was used last is kept") {
  DatasetCache cache(0);
  const std::weak_ptr<const Dataset> first = cache.get(plan({}));
  CHECK_FALSE(first.expired());
  const std::weak_ptr<const Dataset> second = cache.get(plan({"seed=8"}));
  CHECK(first.expired());
  CHECK_FALSE(second.expired());
}
