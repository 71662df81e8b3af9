#include "sim/sweep/child_process.hpp"

#include <csignal>
#include <new>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "sim/sweep/run_process.hpp"
#include "tests/support/error_text.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

using namespace simgrad;

namespace {

struct Ended {
  int status = 0;
  std::string log;
};

Ended run_child(const std::function<int()>& body) {
  const test::TemporaryFolder folder;
  const pid_t child = start_child(body, folder / "log").value();
  Ended ended;
  waitpid(child, &ended.status, 0);
  ended.log = read_text(folder / "log");
  return ended;
}

int throw_error() {
  throw Error("a.toml: no such file");
}

/// Takes memory until there is no more; at most 1 GiB.
int take_memory() {
  std::vector<std::vector<char>> taken;
  while (taken.size() < 1024) {
    taken.emplace_back(std::size_t{1} << 20U, 'x');
  }
  return 0;
}

}  // namespace

TEST_CASE("start_child: the body's value is the exit status, its words are in the log") {
  const Ended ended = run_child([] {
    std::puts("hello");
    return getpgrp() == getpid() ? 7 : 8;
  });
  CHECK(WEXITSTATUS(ended.status) == 7);
  CHECK(ended.log == "hello\n");
}

TEST_CASE("start_child: an Error is told and ends with 2, a defect with 3") {
  const Ended ended = run_child(throw_error);
  CHECK(WEXITSTATUS(ended.status) == 2);
  CHECK(ended.log == "simgrad: a.toml: no such file\n");
  CHECK(WEXITSTATUS(run_child([]() -> int {
                      throw BrokenInvariant("x");
                    }).status) == 3);
}

TEST_CASE("start_child: a child takes signals as a new program does") {
  std::signal(SIGTERM, SIG_IGN);
  const Ended ended = run_child([] {
    raise(SIGTERM);
    return 0;
  });
  std::signal(SIGTERM, SIG_DFL);
  CHECK(end_text(ended.status) == "ended by signal 15 (Terminated)");
}

TEST_CASE("start_child: it dies with its parent") {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const Ended parent = run_child([&] {
    (void)start_child(
        [&] {
          sleep(20);
          return static_cast<int>(write(ends[1], "x", 1));
        },
        {});
    return 0;
  });
  CHECK(parent.status == 0);
  close(ends[1]);
  char answer = 0;
  CHECK(read(ends[0], &answer, 1) == 0);  // at once: nobody holds the other end
  close(ends[0]);
}

TEST_CASE("start_child: a log that cannot be written is an error") {
  CHECK(error_text([] {
          (void)start_child(take_memory, "/no/such/folder/log");
        }) == "/no/such/folder/log: cannot be written: No such file or directory");
}

TEST_CASE("limit_memory: beyond it there is none") {
  const Ended ended = run_child([] {
    limit_memory(64 << 20U);
    return take_memory();
  });
  CHECK(WEXITSTATUS(ended.status) == 2);
  CHECK(ended.log == "simgrad: out of memory\n");
}

TEST_CASE("run_fault: from the status and the last line") {
  const test::TemporaryFolder folder;
  const RunLimits none;
  const RunLimits limits{.memory_bytes = 2'000'000'000, .wall_s = 600.0};
  const auto exited = [](int status) {
    return status << 8U;
  };
  const std::string log = folder.write("log", "noise\nsimgrad: x.csv:3: not a number\n\n");
  CHECK(run_fault(exited(0), log, none).empty());
  CHECK(run_fault(exited(1), log, none).empty());
  CHECK(run_fault(exited(2), log, none) == "x.csv:3: not a number");
  CHECK(run_fault(exited(3), folder / "none", none) == "ended with exit status 3");
  CHECK(run_fault(exited(130), log, none) == "interrupted by a signal");
  CHECK(run_fault(SIGSEGV, log, none) == "ended by signal 11 (Segmentation fault)");
  const std::string memory = folder.write("memory", "simgrad: out of memory; use fewer nodes\n");
  CHECK(run_fault(exited(2), memory, none) == "out of memory; use fewer nodes");
  CHECK(run_fault(exited(2), memory, limits) == "needs more than 2 GB of memory, the limit");
  CHECK(run_fault(SIGKILL, log, limits) == "ended by signal 9 (Killed)");
  CHECK(wall_limit_text(limits) == "ended after 10 min 00 s of wall time, the limit");
}

TEST_CASE("run_words: what a run is as a command") {
  Sweep sweep;
  sweep.scenario = "s.toml";
  const auto words = run_words({sweep, "r/1.db", 1, false}, {"a=1", "seed=2"}, "cuda:1");
  const std::vector<std::string> expected{
      "simgrad",      "run",    "s.toml",         "--set", "a=1",     "--set", "seed=2",
      "--device",     "cuda:1", "--threads",      "1",     "--quiet", "--out", "r/1.db",
      "--span-limit", "20000",  "--no-parameters"};
  CHECK(words == expected);
  CHECK(run_words({sweep, "r/1.db", 1, true}, {}, "cpu").back() == "20000");
}
