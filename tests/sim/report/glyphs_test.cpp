#include "sim/report/glyphs.hpp"

#include <catch2/catch.hpp>

#include "sim/report/svg.hpp"

namespace simgrad {

TEST_CASE("text_width: a sum over glyphs, by hand") {
  CHECK(text_width("") == 0.0);
  CHECK(text_width("il", 100.0) == Approx(56.0));
  CHECK(text_width("MM", 10.0) == Approx(17.4));
  CHECK(text_width("\xE6\xA8\xA1", 10.0) == Approx(10.0));
}

TEST_CASE("shorten: keeps head and tail, never wider than asked, never inside a character") {
  CHECK(shorten("short", 100.0) == "short");
  const std::string text = "strategy.batch_size = \xE6\xA8\xA1\xE5\x9E\x8B\xE6\xA8\xA1 and more";
  for (double width = 0.0; width < text_width(text) + 10.0; width += 3.0) {
    const std::string shown = shorten(text, width);
    CHECK(text_width(shown) <= width);
    CHECK(clean_text(shown) == shown);
  }
  const std::string shown = shorten(text, 120.0);
  CHECK(shown.substr(0, 3) == "str");
  CHECK(shown.substr(shown.size() - 3) == "ore");
  CHECK(shorten(text, 5.0).empty());
}

TEST_CASE("clean_text: what is no UTF-8, a control or turns the direction becomes U+FFFD") {
  const std::string mark = "\xEF\xBF\xBD";
  CHECK(clean_text("a\nb\tc") == "a\nb\tc");
  CHECK(clean_text(std::string_view("a\0b", 3)) == "a" + mark + "b");
  CHECK(clean_text("\xFF") == mark);
  CHECK(clean_text("\xC0\xAF") == mark + mark);             // an overlong slash
  CHECK(clean_text("\xE0\x80\xAF") == mark + mark + mark);  // the same, longer
  CHECK(clean_text("\xED\xA0\x80") == mark + mark + mark);  // a surrogate
  CHECK(clean_text("\xE2\x80\xAE") == mark);                // right to left
  CHECK(clean_text("\xE6\xA8") == mark + mark);             // cut off
  CHECK(clean_text("\xF0\x9F\x98\x80") == "\xF0\x9F\x98\x80");
}

TEST_CASE("escape: nothing can leave an element or an attribute") {
  CHECK(escape("<b a='1' c=\"2\">&amp;") == "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;");
}

TEST_CASE("pixels: a tenth, without a zero behind the point") {
  CHECK(pixels(3.0) == "3");
  CHECK(pixels(3.14) == "3.1");
  CHECK(pixels(-0.04) == "0");
}

}  // namespace simgrad
