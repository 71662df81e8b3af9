#include "sim/record/canonical.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "sim/record/recorder.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad {
namespace {

std::string canonical(const RunRow& run, double wall_s, double loss) {
  const test::TemporaryFolder folder;
  Recorder recorder(folder / "run.db", run);
  recorder.evaluation({.simulated_s = 2.0, .loss = loss, .wall_s = wall_s});
  recorder.evaluation({.simulated_s = 1.0, .wall_s = wall_s});
  recorder.artifact({.name = "a", .data = Blob(1, std::byte{'a'})});
  recorder.finish("finished", "", 3.0, wall_s);
  return canonical_tables(RunReader(folder / "run.db"));
}

TEST_CASE("canonical: run id, threads and wall clock make no difference") {
  const RunRow one = {.id = 1, .title = "t", .threads = 1, .started_utc = "then"};
  const RunRow four = {.id = 9, .title = "t", .threads = 4};
  CHECK(canonical(one, 1.0, 0.5) == canonical(four, 2.0, 0.5));
}

TEST_CASE("canonical: anything else does") {
  const std::string base = canonical({.title = "t"}, 1.0, 0.5);
  CHECK(base != canonical({.title = "u"}, 1.0, 0.5));
  CHECK(base != canonical({.title = "t", .seed = 1}, 1.0, 0.5));
  CHECK(base != canonical({.title = "t"}, 1.0, 0.5000000000000001));
  CHECK(base != canonical({.title = "t"}, 1.0, kNotANumber));
}

TEST_CASE("canonical: rows are sorted, tables named, bytes hashed") {
  const std::string text = canonical({}, 1.0, 0.5);
  CHECK_THAT(text, Catch::Matchers::Contains(
                       "evaluation: \"simulated_s\", \"round\", \"step\", \"loss\", \"accuracy\", "
                       "\"sent_bytes\"\n\t1\t0\t0\tnan\tnan\t0\n\t2\t0\t0\t0.5\tnan\t0\nround: "));
  // FNV-1a of "a", from its authors' list of test values.
  CHECK_THAT(text, Catch::Matchers::Contains("\t\"a\"\t1 bytes, hash " +
                                             std::to_string(0xaf63dc4c8601ec8cU) + "\n"));
}

}  // namespace
}  // namespace simgrad
