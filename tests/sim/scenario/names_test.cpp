#include "sim/scenario/names.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "kernels/rng.hpp"

namespace simgrad {
namespace {

/// The obvious definition of `*` and `?`.
bool matches_slowly(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) {
    return name.empty();
  }
  if (pattern.front() == '*') {
    return matches_slowly(pattern.substr(1), name) ||
           (!name.empty() && matches_slowly(pattern, name.substr(1)));
  }
  return !name.empty() && (pattern.front() == '?' || pattern.front() == name.front()) &&
         matches_slowly(pattern.substr(1), name.substr(1));
}

std::string random_text(Stream& stream, std::string_view letters) {
  std::string text;
  for (std::uint64_t left = stream.below(8); left > 0; --left) {
    text += letters[stream.below(letters.size())];
  }
  return text;
}

TEST_CASE("matches_glob: the same as the obvious definition on 20,000 pairs") {
  Stream stream(2, Purpose::kTest);
  int matched = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string pattern = random_text(stream, "ab*?");
    const std::string name = random_text(stream, "ab");
    INFO(pattern << " on " << name);
    REQUIRE(matches_glob(pattern, name) == matches_slowly(pattern, name));
    matched += matches_glob(pattern, name) ? 1 : 0;
  }
  CHECK(matched > 1000);
}

TEST_CASE("matches_glob: sets") {
  CHECK(matches_glob("client-[0-9]", "client-7"));
  CHECK_FALSE(matches_glob("client-[0-9]", "client-10"));
  CHECK(matches_glob("client-[0-9][0-9]", "client-10"));
  CHECK(matches_glob("*[!0-4]", "client-5"));
  CHECK_FALSE(matches_glob("*[!0-4]", "client-4"));
  CHECK(matches_glob("[]x]", "]"));
  CHECK(matches_glob("[a-]", "-"));
  CHECK(matches_glob("a[b", "a[b"));
  CHECK_FALSE(matches_glob("a[b", "ab"));
}

TEST_CASE("expand_names: in the list's order, globs in natural order, each name once") {
  const std::vector<std::string> known = {"client-1", "client-2", "client-10", "server", "*"};
  Problems problems;
  CHECK(expand_names({"client-10", "client-*"}, known, "host", "hosts", Plan(), problems) ==
        std::vector<std::string>{"client-10", "client-1", "client-2"});
  CHECK(expand_names({"*"}, known, "host", "hosts", Plan(), problems) ==
        std::vector<std::string>{"*"});  // a name as it stands is no glob
  CHECK(problems.found().empty());
  (void)expand_names({"server", "sevrer", "node-?"}, known, "host", "hosts", Plan(), problems);
  REQUIRE(problems.found().size() == 2);
  CHECK(problems.found()[0].text.find(
            "hosts: no host is called 'sevrer'; did you mean 'server'?") == 0);
  CHECK(problems.found()[1].text.find("hosts: no host matches 'node-?'") == 0);
}

}  // namespace
}  // namespace simgrad
