#include "sim/results/link_groups.hpp"

#include <catch2/catch.hpp>

namespace simgrad {
namespace {

TEST_CASE("link_groups: groups that differ in numbers alone are one where there are many") {
  const std::vector<LinkRow> links{{.group_name = "link-0-12_UP"},
                                   {.group_name = "link-1-3_UP"},
                                   {.group_name = "core"},
                                   {.group_name = ""}};
  CHECK(groups_of_links(links, 4) ==
        std::vector<std::string>{"link-0-12_UP", "link-1-3_UP", "core", "links"});
  CHECK(groups_of_links(links, 3) ==
        std::vector<std::string>{"link-*-*_UP", "link-*-*_UP", "core", "links"});
  CHECK(groups_of_links({}, 0).empty());
}

}  // namespace
}  // namespace simgrad
