#include "gui/views/scenario/toml_map.hpp"

#include <catch2/catch.hpp>

namespace simgrad::gui {
namespace {

std::string written(const QString& text, const QString& path) {
  const TomlMap map(text);
  CHECK_FALSE(map.isUnsure(path));
  return map.written(path).toStdString();
}

TEST_CASE("toml_map: values are found with nothing around them") {
  struct Case {
    const char* text;
    const char* path;
    const char* value;
  };
  const std::vector<Case> cases{
      {"a=1", "a", "1"},
      {"  a  =  1.5e3  # = 2", "a", "1.5e3"},
      {"# a = 0\na = 1\n", "a", "1"},
      {R"(a = "x = 1 # no comment")", "a", R"("x = 1 # no comment")"},
      {R"(a = "say \"hi\" \\")", "a", R"("say \"hi\" \\")"},
      {R"(a = 'C:\' # b)", "a", R"('C:\')"},
      {"a = \"\"", "a", "\"\""},
      {"a = \"\"\"one\n[b]\nb = 2\"\"\"\nc = 3", "c", "3"},
      {"a = \"\"\"x\"\"\"\"\"\nb = 1", "a", "\"\"\"x\"\"\"\"\""},
      {"a = '''\nit's'''\nb = 1", "b", "1"},
      {"a = 2030-01-31 12:00:00 # now", "a", "2030-01-31 12:00:00"},
      {"a = [1, 2,\n  3, # three\n]\nb = 4", "a", "[1, 2,\n  3, # three\n]"},
      {"a = [\"]\", ['}']]\nb = 4", "b", "4"},
      {"a.b.c = 1", "a.b.c", "1"},
      {"a . b = 1", "a.b", "1"},
      {"\"a\" = 1", "a", "1"},
      {"\"a.b\" = 1", "\"a.b\"", "1"},
      {"'a b'.c = 1", "\"a b\".c", "1"},
      {"[s]\nb = 1\n[t]\nb = 2", "t.b", "2"},
      {"[ s . t ] # u\nb = 1", "s.t.b", "1"},
      {"[s]\nt.b = 1", "s.t.b", "1"},
      {"a = { b = { c = 1 }, d = \"}\" }", "a.b.c", "1"},
      {"a = { b = { c = 1 }, d = \"}\" }", "a.d", "\"}\""},
      {"a = { b.c = 1 }", "a.b.c", "1"},
      {"a = {}\nb = 1", "a", "{}"},
      {"[[f]]\nx = 1\n[[f]]\nx = 2", "f[1].x", "2"},
      {"[[f]]\nx = 1\n[f.g]\ny = 2\n[[f]]", "f[0].g.y", "2"},
      {"f = [{ x = 1 }, { x = 2 }]", "f[1].x", "2"},
      {"[a.b]\nx = 1\n[a]\ny = 2", "a.y", "2"},
      {"a = 1\r\nb = \"x\" # c\r\n[s]\r\nc = 3\r\n", "s.c", "3"},
      {"a = 1\r\nb = 2\r\n", "a", "1"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.text, each.path);
    CHECK(written(each.text, each.path) == each.value);
  }
}

TEST_CASE("toml_map: what is not there is surely not there") {
  const TomlMap map("a = \"b = 1\" # c = 1\n[s]\nd = 1");
  for (const char* path : {"b", "c", "d", "s.a", "s.d.e", "e.f"}) {
    CAPTURE(path);
    CHECK(map.find(path) == nullptr);
    CHECK_FALSE(map.isUnsure(path));
  }
}

TEST_CASE("toml_map: what stands twice is nowhere for sure") {
  const TomlMap twice("a = 1\na = 2\nb = 3");
  CHECK(twice.isUnsure("a"));
  CHECK(twice.find("a") == nullptr);
  CHECK_FALSE(twice.isUnsure("b"));
  CHECK(TomlMap("[s]\na = 1\n[s]\nb = 2").isUnsure("s.c"));
}

TEST_CASE("toml_map: what is no TOML to its end is unsure") {
  const std::vector<const char*> broken{"a",
                                        "a =",
                                        "a = 1 2 = 3\n=",
                                        "a = \"x",
                                        "a = 'x\n'",
                                        "a = [1",
                                        "a = [1 2\n= 3",
                                        "a = { b = 1",
                                        "a = { b }",
                                        "a = {\n}",
                                        "[s",
                                        "[s]]",
                                        "[[s]",
                                        "[]",
                                        "a = 1 ]",
                                        "a..b = 1",
                                        "a = \"\"\"x",
                                        "= 1",
                                        "a = \"x\" y = 1"};
  for (const char* text : broken) {
    CAPTURE(text);
    CHECK(TomlMap(text).isUnsure("z"));
  }
}

TEST_CASE("toml_map: nothing hangs or overflows on hostile text") {
  CHECK(TomlMap("a = " + QString(100'000, '[')).isUnsure("a"));
  CHECK(TomlMap("a = " + QString("{a=").repeated(100'000)).isUnsure("a"));
  const QString sound = QString::fromUtf8(
      "title = \"ü😀\" # x\n[s]\na = [1, { b = '''q''' }]\n[[f]]\nx.y = \"\"\"z\"\"\"\n");
  for (qsizetype length = 0; length <= sound.size(); ++length) {
    const TomlMap cut(sound.left(length));
    const TomlMap gap(sound.left(length) + sound.mid(length + 1));
    CHECK((cut.isUnsure("q") || cut.find("q") == nullptr));
    CHECK((gap.isUnsure("q") || gap.find("q") == nullptr));
  }
}

TEST_CASE("toml_map: texts and TOML strings turn into each other") {
  for (const char* text : {"", "plain", "\"quoted\" \\ back", "tab\tline\n", "ü 😀", "\x7f"}) {
    CAPTURE(text);
    CHECK(tomlToText(textToToml(QString::fromUtf8(text))) == QString::fromUtf8(text));
  }
  CHECK(tomlToText(R"("\u00fc\U0001F600\t")") == QString::fromUtf8("ü😀\t"));
  CHECK(tomlToText(R"('C:\new')") == R"(C:\new)");
  CHECK(tomlToText("12.5") == "12.5");
}

TEST_CASE("toml_map: sections of a list are counted") {
  CHECK(TomlMap("[[f]]\n[[f]]\n").count("f") == 2);
  CHECK(TomlMap("f = [{}, {}, {}]").count("f") == 3);
  CHECK(TomlMap("a = 1").count("f") == 0);
}

}  // namespace
}  // namespace simgrad::gui
