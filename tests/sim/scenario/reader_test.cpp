#include "sim/scenario/reader.hpp"

#include <catch2/catch.hpp>

#include "sim/scenario/document.hpp"

namespace simgrad {
namespace {

struct Result {
  Arguments arguments;
  std::vector<Problem> problems;
};

Result read(const std::vector<Parameter>& parameters, const std::string& toml) {
  Problems problems;
  const SourceNode root = parse_document(toml + "\n#", "t.toml");
  Arguments arguments = Reader("/scenarios", problems)
                            .read_table(parameters, *root.as<SourceTable>(), root.where, "");
  return {std::move(arguments), problems.found()};
}

TEST_CASE("Reader: every type gives its own argument, in base units") {
  const Result result =
      read({{"flag", Type::kBoolean, "-"},
            {"count", Type::kInteger, "-"},
            {"ratio", Type::kReal, "-"},
            {"whole", Type::kReal, "-"},
            {"label", Type::kText, "-"},
            {"data", Type::kPath, "-"},
            {"absolute", Type::kPath, "-"},
            {"hosts", Type::kNames, "-"},
            {"sizes", Type::kIntegers, "-"},
            {"delay", Type::kSeconds, "-"},
            {"speed", Type::kFlopPerSecond, "-"}},
           "flag = true\ncount = 3\nratio = 0.5\nwhole = 2\nlabel = 'x'\ndata = '../d.csv'\n"
           "absolute = '/a/b'\nhosts = 'client-*'\nsizes = [1, 2]\ndelay = '20 ms'\n"
           "speed = '1 Gflop/s'\n");
  INFO(to_text(result.problems));
  REQUIRE(result.problems.empty());
  const Arguments& arguments = result.arguments;
  CHECK(arguments.boolean("flag"));
  CHECK(arguments.integer("count") == 3);
  CHECK(arguments.real("ratio") == 0.5);
  CHECK(arguments.real("whole") == 2.0);
  CHECK(arguments.text("label") == "x");
  CHECK(arguments.text("data") == "/d.csv");
  CHECK(arguments.text("absolute") == "/a/b");
  CHECK(arguments.get<std::vector<std::string>>("hosts") == std::vector<std::string>{"client-*"});
  CHECK(arguments.get<std::vector<std::int64_t>>("sizes") == std::vector<std::int64_t>{1, 2});
  CHECK(arguments.real("delay") == 0.02);
  CHECK(arguments.real("speed") == 1e9);
}

TEST_CASE("Reader: defaults come from their text, with or without quotes; optional stays away") {
  const Result result = read({{"count", Type::kInteger, "-", "7"},
                              {"delay", Type::kSeconds, "-", "20 ms"},
                              {"quoted", Type::kSeconds, "-", "\"2 h\""},
                              {"rule", Type::kComponent, "-", "sgd", kAny, {}, "optimizer"},
                              {"maybe", Type::kReal, "-", kOptional}},
                             "");
  REQUIRE(result.problems.empty());
  CHECK(result.arguments.integer("count") == 7);
  CHECK(result.arguments.real("delay") == 0.02);
  CHECK(result.arguments.real("quoted") == 7200.0);
  CHECK(result.arguments.chosen("rule").info->name == "sgd");
  CHECK(result.arguments.chosen("rule").arguments->real("learning_rate") == 0.1);
  CHECK_FALSE(result.arguments.has("maybe"));
}

TEST_CASE("Reader: a default that its own declaration refuses is a broken invariant") {
  CHECK_THROWS_AS(read({{"count", Type::kInteger, "-", "0", kAtLeastOne}}, ""), BrokenInvariant);
}

TEST_CASE("Reader: a table's defaults are its members' defaults") {
  const std::vector<Parameter> parameters = {
      {"local",
       Type::kTable,
       "-",
       "{}",
       kAny,
       {},
       {},
       {{"epochs", Type::kInteger, "-", "1"}, {"batch_size", Type::kInteger, "-", "10"}}}};
  CHECK(read(parameters, "").arguments.table("local").integer("batch_size") == 10);
  const Result given = read(parameters, "local.epochs = 5");
  CHECK(given.arguments.table("local").integer("epochs") == 5);
  CHECK(given.arguments.table("local").integer("batch_size") == 10);
}

TEST_CASE("Reader: a distribution is a table, a name, or a time that means a constant") {
  const std::vector<Parameter> parameters = {
      {"delay", Type::kComponent, "-", kRequired, kAny, {}, "distribution"}};
  const Chosen constant = read(parameters, "delay = '5 min'").arguments.chosen("delay");
  CHECK(constant.info->name == "constant");
  CHECK(constant.arguments->real("value") == 300.0);
  const Chosen drawn = read(parameters, "delay = { distribution = 'exponential', mean = '2 h' }")
                           .arguments.chosen("delay");
  CHECK(drawn.info->name == "exponential");
  CHECK(drawn.arguments->real("mean") == 7200.0);
  const Result bare = read(parameters, "delay = 'exponential'");
  REQUIRE(bare.problems.size() == 1);
  CHECK(bare.problems[0].text.find("'delay.mean' is missing: a time such as \"20 ms\", > 0 s") ==
        0);
}

TEST_CASE("Reader: a choice that is none is refused with the known ones") {
  const std::vector<Parameter> parameters = {
      {"shape", Type::kText, "-", kRequired, kAny, {"step", "ramp"}}};
  CHECK(read(parameters, "shape = 'ramp'").arguments.text("shape") == "ramp");
  const Result result = read(parameters, "shape = 'stepp'");
  REQUIRE(result.problems.size() == 1);
  CHECK(result.problems[0].text ==
        "shape: unknown choice 'stepp'; did you mean 'step'? known: step, ramp");
}

TEST_CASE("Reader: text with a NUL and an empty path are refused") {
  const Result result =
      read({{"a", Type::kText, "-"}, {"b", Type::kPath, "-"}}, "a = \"x\\u0000y\"\nb = ''");
  REQUIRE(result.problems.size() == 2);
  CHECK(result.problems[0].text == "a: the text holds a NUL character");
  CHECK(result.problems[1].text == "b: the path is empty");
}

TEST_CASE("Reader: problems do not stop it, and each has its place") {
  const Result result = read({{"a", Type::kInteger, "-"},
                              {"b", Type::kInteger, "-"},
                              {"c", Type::kIntegers, "-", "[]", kAtLeastOne}},
                             "a = 'x'\nd = 1\nc = [0, 1,\n  2.5]");
  CHECK(to_text(result.problems) ==
        "t.toml: error: 'b' is missing: an integer (-)\n"
        "t.toml:1:5: error: a: an integer was expected, not the text 'x'\n"
        "t.toml:2:1: error: unknown key 'd'; known: a, b, c\n"
        "t.toml:3:6: error: c[0]: 0 is out of range, >= 1 was expected\n"
        "t.toml:4:3: error: c[2]: an integer was expected, not the number 2.5");
}

}  // namespace
}  // namespace simgrad
