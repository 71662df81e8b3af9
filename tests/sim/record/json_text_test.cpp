#include "sim/record/json_text.hpp"

#include <cmath>
#include <limits>
#include <string>

#include <catch2/catch.hpp>

namespace simgrad {
namespace {

TEST_CASE("json_text: numbers are the shortest text that reads back") {
  CHECK(shortest_number(0.1) == "0.1");
  CHECK(shortest_number(0.1 + 0.2) == "0.30000000000000004");
  CHECK(shortest_number(1e300) == "1e+300");
  CHECK(std::stod(shortest_number(std::nextafter(1.0, 2.0))) == std::nextafter(1.0, 2.0));
  CHECK(shortest_number(-std::numeric_limits<double>::max()) == "-1.7976931348623157e+308");
}

TEST_CASE("json_text: what is not finite is null in JSON and named elsewhere") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(json_number(std::nan("")) == "null");
  CHECK(json_number(-infinity) == "null");
  CHECK(json_number(2.5) == "2.5");
  CHECK(shortest_number(std::nan("")) == "nan");
  CHECK(shortest_number(-infinity) == "-inf");
}

TEST_CASE("json_text: quotes, backslashes and control characters are escaped") {
  CHECK(json_string("a\"b\\c\n\r\t\x01\x7f/") == R"("a\"b\\c\n\r\t\u0001\u007f/")");
  CHECK(json_string(std::string("\0z", 2)) == R"("\u0000z")");
}

TEST_CASE("json_text: UTF-8 passes, and what is no UTF-8 becomes U+FFFD") {
  CHECK(json_string("λ→𝛼") == "\"λ→𝛼\"");
  const std::string replacement = "\xEF\xBF\xBD";
  CHECK(json_string("a\xFFz") == "\"a" + replacement + "z\"");
  CHECK(json_string("\xC3") == '"' + replacement + '"');
  CHECK(json_string("\xC0\xAF") == '"' + replacement + replacement + '"');
  CHECK(json_string("\xED\xA0\x80") == '"' + replacement + replacement + replacement + '"');
  CHECK(json_string("\xF4\x90\x80\x80").size() == 2 + 4 * 3);
  CHECK(json_string("\xF4\x8F\xBF\xBF") == "\"\xF4\x8F\xBF\xBF\"");
}

}  // namespace
}  // namespace simgrad
