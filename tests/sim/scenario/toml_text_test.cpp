#include "sim/scenario/toml_text.hpp"

#include <catch2/catch.hpp>

#include "sim/scenario/document.hpp"

namespace simgrad {
namespace {

std::string again(const std::string& text) {
  const auto node = parse_value(text, {});
  REQUIRE(node.has_value());
  return toml_text(*node);
}

TEST_CASE("toml_text: what is read back is the same") {
  for (const char* text : {"3", "-9223372036854775808", "0.1", "1e+300", "2.0", "inf", "-inf",
                           "nan", "true", "false", R"("20 ms")", R"("a \"b\" \\ c")", "[]",
                           "[1, [2.5, \"x\"]]", "{}", R"({ "a b" = 1, c-d = { e = [] } })"}) {
    CHECK(again(text) == text);
  }
}

TEST_CASE("toml_text: control characters leave it one line, other ones are kept") {
  CHECK(again(R"("a\nb\tc\u007F µ …")") == R"("a\u000Ab\u0009c\u007F µ …")");
  CHECK(again(again(R"("a\nb")")) == R"("a\u000Ab")");
}

}  // namespace
}  // namespace simgrad
