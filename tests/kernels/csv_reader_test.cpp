#include "kernels/csv_reader.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.hpp"

using namespace simgrad;

TEST_CASE("parse_number: the whole text is a number, or it is none") {
  CHECK(parse_number(" 1.5e3\t") == 1500.0);
  CHECK(parse_number("+2") == 2.0);
  CHECK(parse_number("-.5") == -0.5);
  CHECK(std::isinf(*parse_number("-1e999")));
  CHECK(parse_number("1e-999") == 0.0);
  CHECK(std::isnan(*parse_number("nan")));
  for (const char* text : {"", " ", "1 2", "1,5", "0x10", "+-1", "++1", "+", "-", "1e", "one"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text));
  }
}

TEST_CASE("csv_reader: byte-order mark, quotes, empty fields, blank lines and line ends") {
  const test::TemporaryFolder folder;
  CsvReader reader(folder.write("f.csv",
                                "\xEF\xBB\xBF"
                                "a, b ,\r\n\n\"x,\"\"y\"\"\", ,z"));
  std::vector<std::string> fields;
  REQUIRE(reader.next(fields));
  CHECK(fields == std::vector<std::string>{"a", "b", ""});
  REQUIRE(reader.next(fields));
  CHECK(fields == std::vector<std::string>{"x,\"y\"", "", "z"});
  CHECK(reader.where() == (folder.path() / "f.csv").string() + ":3");
  CHECK_FALSE(reader.next(fields));
}
