#include <filesystem>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::RecordedRun;

namespace {

/// The quickstart, as it is in the repository.
RecordedRun quickstart(std::size_t threads) {
  std::ifstream file("scenarios/quickstart.toml");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto platform = std::filesystem::absolute("platforms/wan_100.xml").string();
  return test::run_scenario(text, {"platform.file=" + platform}, threads);
}

}  // namespace

TEST_CASE("repeatability: the quickstart's tables are the same twice, and with 1 and 4 threads") {
  const RecordedRun one = quickstart(1);
  REQUIRE(one.answer == "exit 0");
  CHECK(one.rounds.size() == 100);
  CHECK(one.events_of("host_down").size() > 10);
  const RecordedRun four = quickstart(4);
  const RecordedRun again = quickstart(4);
  CHECK((one.canonical == four.canonical));
  CHECK((four.canonical == again.canonical));
  CHECK(one.canonical.size() > 100'000);
}
