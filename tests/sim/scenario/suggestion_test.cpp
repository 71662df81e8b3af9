#include "sim/scenario/suggestion.hpp"

#include <catch2/catch.hpp>

namespace simgrad {
namespace {

TEST_CASE("spelling_distance: insert, delete, replace, swap; case does not count") {
  CHECK(spelling_distance("rounds", "rounds") == 0);
  CHECK(spelling_distance("round", "rounds") == 1);
  CHECK(spelling_distance("roundz", "rounds") == 1);
  CHECK(spelling_distance("ruonds", "rounds") == 1);
  CHECK(spelling_distance("Rounds", "rounds") == 0);
  CHECK(spelling_distance("", "abc") == 3);
  CHECK(spelling_distance("kitten", "sitting") == 3);
}

TEST_CASE("nearest: a slip of the pen, or the same beginning; nothing for another word") {
  const std::vector<std::string_view> known = {"epochs", "batch_size", "optimizer"};
  CHECK(nearest("batchsize", known) == "batch_size");
  CHECK(nearest("batchh", known) == "batch_size");
  CHECK(nearest("epoch", known) == "epochs");
  CHECK(nearest("Optimiser", known) == "optimizer");
  CHECK(nearest("momentum", known).empty());
  CHECK(nearest("", known).empty());
  CHECK(nearest("x", {"h", "s"}).empty());
  CHECK(nearest("H", {"h", "s"}) == "h");
}

TEST_CASE("suggestion: asks, and lists what is known, at most so much") {
  CHECK(suggestion("hots", {"hosts", "links"}) == "; did you mean 'hosts'? known: hosts, links");
  CHECK(suggestion("zone", {"hosts", "links"}) == "; known: hosts, links");
  CHECK(suggestion("zone", {"a", "b", "c"}, "hosts", 2) == "; hosts: a, b, … (3)");
}

}  // namespace
}  // namespace simgrad
