#include "sim/sweep/manifest.hpp"

#include <catch2/catch.hpp>

#include "tests/support/error_text.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace simgrad;

namespace {

Sweep example(const test::TemporaryFolder& folder) {
  Sweep sweep;
  sweep.scenario = folder.write("s.toml", "a = 1\nb = 2\n");
  sweep.axis_keys = {"a"};
  sweep.points = {{{{"a", "1", "one", 1.0}}}, {{{"a", "2", "two", 2.0}}}};
  sweep.runs = {{1, 0, 0, 1, {"a=1", "seed=1"}}, {2, 1, 0, 1, {"a=2", "seed=1"}}};
  return sweep;
}

/// What is told after `change`.
template <class Change>
std::string difference(Change change) {
  const test::TemporaryFolder folder;
  Sweep sweep = example(folder);
  write_manifest(folder / "manifest.json", sweep);
  change(sweep, folder);
  return difference_to_manifest(folder / "manifest.json", sweep);
}

std::string refusal(const std::filesystem::path& manifest, const Sweep& sweep) {
  return error_text([&] {
    (void)difference_to_manifest(manifest, sweep);
  });
}

}  // namespace

TEST_CASE("manifest: the same sweep differs in nothing, whatever its limits and title") {
  CHECK(difference([](Sweep& sweep, const auto&) {
          sweep.limits.wall_s = 3.0;
          sweep.title = "Other";
        }).empty());
}

TEST_CASE("manifest: a run's overrides") {
  CHECK(difference([](Sweep& sweep, const auto&) {
          sweep.runs[1].overrides[0] = "a=3";
        }) == "run 2 was a=2, seed=1; now it is a=3, seed=1");
}

TEST_CASE("manifest: how many runs there are") {
  CHECK(difference([](Sweep& sweep, const auto&) {
          sweep.runs.pop_back();
        }) == "it had 2 runs, this one has 1");
}

TEST_CASE("manifest: the scenario's text, by its line") {
  CHECK_THAT(difference([](const Sweep&, const test::TemporaryFolder& folder) {
               folder.write("s.toml", "a = 1\nb = 3\n");
             }),
             Catch::Matchers::EndsWith("s.toml has changed in line 2"));
}

TEST_CASE("manifest: the halving") {
  CHECK_THAT(difference([](Sweep& sweep, const auto&) {
               sweep.halving = SuccessiveHalving{"strategy.rounds", 1, 9, 3, false};
             }),
             Catch::Matchers::StartsWith("its halving was null; now it is {"));
}

TEST_CASE("manifest: what is none is refused") {
  const test::TemporaryFolder folder;
  const Sweep sweep = example(folder);
  for (const char* text : {"", "{", "[]", "{\"scenario\": 1}"}) {
    CHECK_THAT(refusal(folder.write("m.json", text), sweep),
               Catch::Matchers::Contains("m.json: not a sweep's manifest"));
  }
}
