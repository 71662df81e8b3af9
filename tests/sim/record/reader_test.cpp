#include "sim/record/reader.hpp"

#include <filesystem>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "sim/record/recorder.hpp"
#include "tests/sim/record/example_run.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace simgrad {
namespace {

using Catch::Matchers::Contains;

void write_example(const std::filesystem::path& path) {
  Recorder recorder(path, {.title = "example"});
  record_example(recorder, 5);
  recorder.finish("finished", "", 1.0, 1.0);
}

std::string refusal(const std::filesystem::path& path) {
  return error_text([&] {
    RunReader reader(path);
  });
}

TEST_CASE("reader: a missing file, a folder and an empty path are refused by name") {
  const test::TemporaryFolder folder;
  CHECK_THAT(refusal(folder / "none.db"), Contains("none.db") && Contains("no such file"));
  CHECK_FALSE(std::filesystem::exists(folder / "none.db"));
  CHECK_THAT(refusal(folder.path()), Contains(folder.path().string()) && Contains("not a file"));
  CHECK_THAT(refusal(""), Contains("empty"));
  CHECK_THAT(refusal(":memory:"), Contains("no such file"));
}

TEST_CASE("reader: a file that is no database is refused, however short") {
  const test::TemporaryFolder folder;
  write_text(folder / "long.db", std::string(5000, 'x'));
  write_text(folder / "short.db", "hello");
  write_text(folder / "empty.db", "");
  CHECK_THAT(refusal(folder / "long.db"), Contains("long.db") && Contains("not a database"));
  CHECK_THAT(refusal(folder / "short.db"), Contains("short.db"));
  CHECK(refusal(folder / "short.db") != "no error");
  CHECK_THAT(refusal(folder / "empty.db"), Contains("not a simgrad run"));
}

TEST_CASE("reader: a database of another program is refused") {
  const test::TemporaryFolder folder;
  Database::open_for_writing(folder / "other.db").execute("CREATE TABLE t(x)");
  CHECK_THAT(refusal(folder / "other.db"), Contains("not a simgrad run"));
}

TEST_CASE("reader: a newer schema is refused with both versions") {
  const test::TemporaryFolder folder;
  write_example(folder / "run.db");
  Database::open_for_writing(folder / "run.db").execute("PRAGMA user_version = 99");
  CHECK_THAT(refusal(folder / "run.db"),
             Contains("newer") && Contains("99") && Contains("reads 3"));
}

TEST_CASE("reader: a damaged database is an Error, not nonsense") {
  const test::TemporaryFolder folder;
  write_example(folder / "run.db");
  std::string bytes = read_text(folder / "run.db");
  std::fill(bytes.begin() + 4096, bytes.end(), 'x');
  write_text(folder / "run.db", bytes);
  CHECK_THAT(error_text([&] {
               RunReader(folder / "run.db").read<NodeRow>();
             }),
             Contains("run.db") && Contains("malformed"));
}

TEST_CASE("reader: rows can be chosen by run and by rowid") {
  const test::TemporaryFolder folder;
  write_example(folder / "run.db");
  const RunReader reader(folder / "run.db");
  const auto all = reader.read<RoundRow>();
  REQUIRE(all.size() == 5);
  CHECK(all[1].rowid > all[0].rowid);
  const auto later = reader.read<RoundRow>({.run = 1, .after_rowid = all[2].rowid});
  REQUIRE(later.size() == 2);
  CHECK(later[0].round == 4);
  CHECK(reader.read<RoundRow>({.run = 2}).empty());
}

TEST_CASE("reader: an artifact that is not there is an Error that names it") {
  const test::TemporaryFolder folder;
  write_example(folder / "run.db");
  const RunReader reader(folder / "run.db");
  CHECK(reader.artifact(kFinalParametersArtifact) == Blob(100, std::byte{7}));
  CHECK_THAT(error_text([&] {
               reader.artifact("initial_parameters");
             }),
             Contains("initial_parameters"));
  CHECK_THAT(error_text([&] {
               reader.artifact(kFinalParametersArtifact, 2);
             }),
             Contains("run 2"));
}

TEST_CASE("reader: a database that is read is not changed, and cannot be") {
  const test::TemporaryFolder folder;
  write_example(folder / "run.db");
  const std::string before = read_text(folder / "run.db");
  CHECK(RunReader(folder / "run.db").read<RoundRow>().size() == 5);
  CHECK(read_text(folder / "run.db") == before);
  CHECK_THAT(error_text([&] {
               Database::open_for_reading(folder / "run.db").execute("DELETE FROM round");
             }),
             Contains("readonly"));
}

TEST_CASE("reader: a run in a folder that may not be written can be read") {
  const test::TemporaryFolder folder;
  const auto inner = folder / "odd #%? name";
  std::filesystem::create_directory(inner);
  write_example(inner / "run.db");
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  std::filesystem::permissions(inner, std::filesystem::perms(0555));
  const pid_t child = fork();
  if (child == 0) {
    // As nobody, since root may write anywhere.
    const bool is_other = getuid() != 0 || setuid(65534) == 0;
    const bool is_read = error_text([&] {
                           RunReader(inner / "run.db").read<RoundRow>();
                         }) == "no error";
    _exit(is_other && is_read ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
  std::filesystem::permissions(inner, std::filesystem::perms(0755));
}

}  // namespace
}  // namespace simgrad
