#include "gui/program/program_call.hpp"

#include <csignal>

#include <QSignalSpy>
#include <QTest>
#include <catch2/catch.hpp>

#include "gui/program/program_path.hpp"
#include "tests/gui/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::gui {
namespace {

using test::kLong_ms;
using test::ProgramIs;
using test::TemporaryFolder;

/// Waits for the end of a call.
ProgramEnd endOf(ProgramCall& call) {
  QSignalSpy spy(&call, &ProgramCall::ended);
  REQUIRE(spy.wait(kLong_ms));
  CHECK_FALSE(call.isRunning());
  return spy.at(0).at(0).value<ProgramEnd>();
}

TEST_CASE("program_path: a program that is not there has a message that names it") {
  const ProgramIs program("/nowhere/simgrad");
  CHECK(findProgram().path.isEmpty());
  CHECK(findProgram().problem.contains("/nowhere/simgrad"));
  CHECK(findProgram().problem.contains("SIMGRAD_PROGRAM"));
}

TEST_CASE("program_path: it is found beside this program") {
  const ProgramIs nothing_named("");
  CHECK(findProgram().path == SIMGRAD_PROGRAM);
}

TEST_CASE("program_call: a program that is missing ends with a message") {
  const ProgramIs program("/nowhere/simgrad");
  ProgramCall call;
  call.start({"check"});
  const ProgramEnd end = endOf(call);
  CHECK(end.kind == ProgramEnd::Kind::kNotStarted);
  CHECK(messageOf(end).contains("/nowhere/simgrad"));
}

TEST_CASE("program_call: lines arrive one by one, and a good end says nothing") {
  const ProgramIs program;
  ProgramCall call;
  QSignalSpy lines(&call, &ProgramCall::line);
  call.start({"--version"});
  const ProgramEnd end = endOf(call);
  CHECK(end.isDone());
  CHECK(messageOf(end).isEmpty());
  CHECK(lines.count() == 1);
}

TEST_CASE("program_call: a failure tells the last lines of what the program said") {
  const TemporaryFolder folder;
  const ProgramIs program(test::writeProgram(
      folder / "program", "for i in $(seq 2000); do echo line $i >&2; done; exit 3\n"));
  ProgramCall call;
  call.start({});
  const QString message = messageOf(endOf(call));
  CHECK(message.contains("exit status 3"));
  CHECK(message.endsWith("line 2000"));
  CHECK_FALSE(message.contains("line 50\n"));
}

TEST_CASE("program_call: a child that is killed names the signal") {
  const ProgramIs program("/bin/sleep");
  ProgramCall call;
  call.start({"600"});
  REQUIRE(QTest::qWaitFor(
      [&] {
        return call.processId() != 0;
      },
      kLong_ms));
  ::kill(static_cast<pid_t>(call.processId()), SIGKILL);
  const ProgramEnd end = endOf(call);
  CHECK(end.kind == ProgramEnd::Kind::kSignalled);
  CHECK(messageOf(end).contains("signal 9 (Killed)"));
}

TEST_CASE("program_call: who does not listen to SIGTERM is killed") {
  const TemporaryFolder folder;
  const ProgramIs program(
      test::writeProgram(folder / "program", "trap '' TERM\necho ready\nwhile :; do :; done\n"));
  ProgramCall call(nullptr, 50);
  QSignalSpy lines(&call, &ProgramCall::line);
  call.start({});
  REQUIRE(lines.wait(kLong_ms));
  call.stop();
  CHECK(call.isStopping());
  const ProgramEnd end = endOf(call);
  CHECK(end.kind == ProgramEnd::Kind::kSignalled);
  CHECK(end.status == SIGKILL);
  CHECK(messageOf(end).isEmpty());
}

TEST_CASE("program_call: a call that goes takes its child with it") {
  const ProgramIs program("/bin/sleep");
  pid_t child = 0;
  {
    ProgramCall call;
    call.start({"600"});
    REQUIRE(QTest::qWaitFor(
        [&] {
          return call.processId() != 0;
        },
        kLong_ms));
    child = static_cast<pid_t>(call.processId());
    REQUIRE(::kill(child, 0) == 0);
  }
  CHECK(::kill(child, 0) != 0);
}

}  // namespace
}  // namespace simgrad::gui
