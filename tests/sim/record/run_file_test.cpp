#include "sim/record/run_file.hpp"

#include <chrono>
#include <csignal>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "sim/record/canonical.hpp"
#include "sim/record/reader.hpp"
#include "sim/record/recorder.hpp"
#include "tests/sim/record/example_run.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace simgrad {
namespace {

using Catch::Matchers::Contains;
using std::chrono::milliseconds;

std::string refusal(const std::filesystem::path& path) {
  return error_text([&] {
    Recorder recorder(path, {});
  });
}

void write_example(const std::filesystem::path& path, int rounds) {
  Recorder recorder(path, {.title = "old"});
  record_example(recorder, rounds);
  recorder.finish("finished", "", 1.0, 1.0);
}

/// Runs `action` in a child process and waits for it; its exit status, or minus the signal.
template <class Action>
int in_child(Action action) {
  const pid_t child = fork();
  if (child == 0) {
    _exit(action());
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

TEST_CASE("run_file: a folder, a missing folder and an unwritable place are refused by name") {
  const test::TemporaryFolder folder;
  CHECK_THAT(refusal(folder.path()), Contains(folder.path().string()) && Contains("not a file"));
  CHECK_THAT(refusal(folder / "none" / "run.db"), Contains("none/run.db") && Contains("unable"));
  CHECK_THAT(refusal("/proc/run.db"), Contains("/proc/run.db"));
  CHECK_THAT(refusal(""), Contains("empty"));
}

TEST_CASE("run_file: ':memory:' is a file like any other") {
  const test::TemporaryFolder folder;
  const int status = in_child([&] {
    std::filesystem::current_path(folder.path());
    return refusal(":memory:") == "no error" && std::filesystem::exists(":memory:") ? 0 : 1;
  });
  CHECK(status == 0);
}

TEST_CASE("run_file: a file that is no run database is refused and stays as it was") {
  const test::TemporaryFolder folder;
  for (const std::string& text : {std::string("# notes\n"), std::string(10'000, 'x')}) {
    write_text(folder / "notes.txt", text);
    CHECK_THAT(refusal(folder / "notes.txt"), Contains("notes.txt") && Contains("not a database"));
    CHECK(read_text(folder / "notes.txt") == text);
  }
  Database::open_for_writing(folder / "other.db").execute("CREATE TABLE t(x)");
  const std::string before = read_text(folder / "other.db");
  CHECK_THAT(refusal(folder / "other.db"), Contains("another program"));
  CHECK(read_text(folder / "other.db") == before);
}

TEST_CASE("run_file: an empty file and an old run are replaced, whatever the old schema") {
  const test::TemporaryFolder folder;
  write_text(folder / "empty.db", "");
  write_example(folder / "empty.db", 3);
  write_example(folder / "run.db", 2000);
  const auto old_size = std::filesystem::file_size(folder / "run.db");
  {
    Database old = Database::open_for_writing(folder / "run.db");
    old.execute("PRAGMA user_version = 99");
    old.execute("CREATE TABLE \"odd \"\" name\"(x)");
    old.execute("CREATE VIEW v AS SELECT * FROM round");
  }
  write_example(folder / "run.db", 3);
  CHECK(canonical_tables(RunReader(folder / "run.db")) ==
        canonical_tables(RunReader(folder / "empty.db")));
  CHECK(std::filesystem::file_size(folder / "run.db") < old_size / 4);
  const Database database = Database::open_for_reading(folder / "run.db");
  CHECK(database.integer("SELECT count(*) FROM sqlite_master") == 13);
}

TEST_CASE("run_file: a dashboard that has the old run open sees the new one") {
  const test::TemporaryFolder folder;
  write_example(folder / "run.db", 3);
  const RunReader reader(folder / "run.db");
  CHECK(reader.read<RoundRow>().size() == 3);
  write_example(folder / "run.db", 7);
  CHECK(reader.read<RoundRow>().size() == 7);
}

TEST_CASE("run_file: a run that is being written is not replaced, one that was killed is") {
  const test::TemporaryFolder folder;
  {
    Recorder living(folder / "run.db", {.title = "living"}, {.flush_interval = milliseconds(50)});
    CHECK_THAT(refusal(folder / "run.db"), Contains("another simulation"));
    living.round({.round = 1});
  }
  CHECK(RunReader(folder / "run.db").runs().at(0).title == "living");
  CHECK(RunReader(folder / "run.db").read<RoundRow>().size() == 1);
  CHECK(refusal(folder / "run.db") == "no error");
}

TEST_CASE("run_file: kill -9 loses nothing that was committed") {
  const test::TemporaryFolder folder;
  const int status = in_child([&] {
    Recorder recorder(folder / "run.db", {}, {.flush_interval = milliseconds(1)});
    record_example(recorder, 50);
    const RunReader reader(folder / "run.db");
    while (reader.read<ArtifactRow>().empty()) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    return kill(getpid(), SIGKILL);
  });
  CHECK(status == -SIGKILL);
  const RunReader reader(folder / "run.db");
  CHECK(reader.runs().at(0).status == "running");
  CHECK(reader.read<RoundRow>().size() == 50);
  CHECK(reader.read<NodeRoundRow>().size() == 150);
  Statement check = Database::open_for_reading(folder / "run.db").prepare("PRAGMA integrity_check");
  CHECK((check.step() && check.text(0) == "ok"));
}

TEST_CASE("run_file: a full disk is an Error with the path, and keeps what was committed") {
  const test::TemporaryFolder folder;
  const int status = in_child([&] {
    Recorder recorder(folder / "run.db", {}, {.flush_interval = milliseconds(1)});
    recorder.round({.round = 1});
    const RunReader reader(folder / "run.db");
    while (reader.read<RoundRow>().empty()) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    // A limit on the size of files stands for the full disk.
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{300'000, 300'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    const std::string text = error_text([&] {
      for (int count = 0; count < 1000; ++count) {
        recorder.artifact({.name = "a", .data = Blob(100'000)});
        std::this_thread::sleep_for(milliseconds(1));
      }
    });
    return text.find("run.db") != std::string::npos ? 0 : 1;
  });
  CHECK(status == 0);
  const RunReader reader(folder / "run.db");
  CHECK(reader.read<RoundRow>().size() == 1);
}

TEST_CASE("run_file: a start that fails on a full disk leaves the old result whole") {
  const test::TemporaryFolder folder;
  write_example(folder / "run.db", 200);
  const std::string before = canonical_tables(RunReader(folder / "run.db"));
  int failures = 0;
  for (rlim_t bytes = 4096; bytes < 1'000'000; bytes += 4096) {
    const int status = in_child([&] {
      signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{bytes, bytes};
      setrlimit(RLIMIT_FSIZE, &limit);
      const std::string text = refusal(folder / "run.db");
      return text == "no error" ? 0 : text.find("run.db") != std::string::npos ? 1 : 2;
    });
    if (status == 0) {
      break;
    }
    CHECK(status == 1);
    CHECK(canonical_tables(RunReader(folder / "run.db")) == before);
    ++failures;
  }
  CHECK(failures > 3);
}

}  // namespace
}  // namespace simgrad
