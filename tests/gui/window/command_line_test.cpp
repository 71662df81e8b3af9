#include "gui/window/command_line.hpp"

#include <catch2/catch.hpp>

#include "gui/views/view.hpp"

namespace simgrad::gui {
namespace {

CommandLine parse(const QStringList& arguments) {
  return parseCommandLine(QStringList{"simgrad-dashboard"} + arguments);
}

TEST_CASE("command_line: options in both spellings, paths, and what follows --") {
  const QString view = viewMakers().front().info->key;
  const CommandLine line = parse({"--screenshot", "a.SVG", "--size=640x480", "--theme", "dark",
                                  "--at=12.5", "b.db", "--view", view, "--", "--c.db"});
  CHECK(line.problem.isEmpty());
  CHECK(line.screenshot == "a.SVG");
  CHECK(line.isBatch());
  CHECK(line.size == QSize(640, 480));
  CHECK(line.theme == ThemeChoice::kDark);
  CHECK(line.at_s == 12.5);
  CHECK(line.view == view);
  CHECK(line.paths == QStringList{"b.db", "--c.db"});
  CHECK_FALSE(parse({}).isBatch());
}

TEST_CASE("command_line: what is wrong is told, with what was expected") {
  struct Case {
    QStringList arguments;
    QString problem;
  };
  const QString known = viewMakers().front().info->key;
  const std::vector<Case> cases{
      {{"--wiew", "events"}, "unknown option '--wiew'"},
      {{"-x"}, "unknown option '-x'"},
      {{"--view", "nothing"}, "no view 'nothing'; there are: " + known},
      {{"--view"}, "--view: expected NAME after it"},
      {{"--size", "640"}, "--size 640: expected WIDTHxHEIGHT"},
      {{"--size", "640x"}, "expected WIDTHxHEIGHT"},
      {{"--size", "0x0"}, "200 to 8192 pixels"},
      {{"--size", "99999x99999"}, "200 to 8192 pixels"},
      {{"--theme", "blue"}, "--theme blue: expected light, dark or system"},
      {{"--at", "nan"}, "--at nan: expected seconds"},
      {{"--at", "-1"}, "expected seconds"},
      {{"--screenshot", "a.jpg", "b.db"}, "must end in .png or .svg"},
      {{"--csv", "a.txt", "b.db"}, "must end in .csv"},
      {{"--screenshot", "a.png"}, "need something to show"},
  };
  for (const Case& wrong : cases) {
    const CommandLine line = parse(wrong.arguments);
    INFO(line.problem.toStdString());
    CHECK(line.problem.contains(wrong.problem));
    CHECK_FALSE(line.problem.contains('\n'));
  }
}

TEST_CASE("command_line: help names every option and view") {
  const QString help = parse({"--help"}).answer;
  for (const char* option : {"--screenshot", "--csv", "--view", "--size", "--theme", "--at"}) {
    CHECK(help.contains(option));
  }
  for (const ViewMaker& maker : viewMakers()) {
    CHECK(help.contains(maker.info->key));
  }
  CHECK(parse({"--version"}).answer.startsWith("simgrad-dashboard "));
}

}  // namespace
}  // namespace simgrad::gui
