#include <catch2/catch.hpp>

#include "sim/scenario/plan.hpp"
#include "tests/sim/scenario/cases.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace simgrad {
namespace {

const std::filesystem::path kFolder = "tests/sim/scenario/broken";

/// As broken/cases.txt writes places.
std::string place(const Location& where) {
  if (where.line > 0) {
    return std::to_string(where.line) + ":" + std::to_string(where.column);
  }
  return where.file.rfind("--set ", 0) == 0 ? where.file.substr(2) : "file";
}

std::vector<Problem> problems_of(const Case& each, const test::TemporaryFolder& folder) {
  std::filesystem::path path = folder.write("scenario.toml", each.text);
  if (!each.path.empty()) {
    path = folder / each.path;
  }
  try {
    (void)read_scenario(path, each.overrides);
  } catch (const ScenarioError& error) {
    return error.problems();
  }
  return {};
}

TEST_CASE("broken scenarios are refused, each problem at its place") {
  const test::TemporaryFolder folder;
  (void)folder.write("platform.xml", read_text(kFolder / "platform.xml"));
  const std::vector<Case> cases = read_cases(kFolder);
  CHECK(cases.size() > 90);
  for (const Case& each : cases) {
    const std::vector<Problem> problems = problems_of(each, folder);
    INFO("case " << each.name << "\n" << to_text(problems));
    CHECK(problems.size() == each.expectations.size());
    for (std::size_t i = 0; i < std::min(problems.size(), each.expectations.size()); ++i) {
      CHECK(place(problems[i].where) == each.expectations[i].place);
      CHECK_THAT(problems[i].text, Catch::Contains(each.expectations[i].fragment));
    }
  }
}

}  // namespace
}  // namespace simgrad
