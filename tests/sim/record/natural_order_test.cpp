#include "sim/record/natural_order.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace simgrad {
namespace {

TEST_CASE("natural_less: numbers by value, of any length, and never equal unless the same") {
  std::vector<std::string> names = {"client-10",
                                    "client-2",
                                    "client-1",
                                    "a",
                                    "client-02",
                                    "",
                                    "client-2b",
                                    "99999999999999999999999",
                                    "100000000000000000000000"};
  std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return natural_less(a, b);
  });
  CHECK(names == std::vector<std::string>{"", "99999999999999999999999", "100000000000000000000000",
                                          "a", "client-1", "client-02", "client-2", "client-2b",
                                          "client-10"});
  CHECK_FALSE(natural_less("client-2", "client-2"));
}

}  // namespace
}  // namespace simgrad
