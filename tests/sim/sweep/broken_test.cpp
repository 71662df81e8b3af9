#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "sim/sweep/sweep.hpp"
#include "tests/sim/sweep/sweeps.hpp"
#include "tests/support/error_text.hpp"

namespace simgrad {
namespace {

struct Case {
  std::string name;
  std::string file;
  std::string message;
};

/// The cases of broken.txt, which says how they are written.
std::vector<Case> cases() {
  std::ifstream lines("tests/sim/sweep/broken.txt");
  std::vector<Case> result;
  bool in_message = false;
  bool begun = false;
  for (std::string line; std::getline(lines, line);) {
    begun = begun || line.empty();
    if (!begun || line.empty()) {
      continue;
    }
    if (line.starts_with("# ")) {
      result.push_back({line.substr(2), "", ""});
      in_message = false;
    } else if (line == "---") {
      in_message = true;
    } else if (in_message) {
      result.back().message += (result.back().message.empty() ? "" : "\n") + line;
    } else {
      result.back().file += line + "\n";
    }
  }
  return result;
}

TEST_CASE("read_sweep: each broken file is refused with its message") {
  const std::vector<Case> all = cases();
  CHECK(all.size() >= 40);
  test::SweepFolder folder;
  folder.write("broken.toml", "title = \n");
  for (const Case& each : all) {
    INFO(each.name);
    const std::string path = folder.write("sweep.toml", each.file);
    CHECK(folder.without_path(error_text([&] {
      (void)read_sweep(path, {});
    })) == each.message);
  }
}

TEST_CASE("read_sweep: an override of the command line is no axis, and wrong ones are its own") {
  test::SweepFolder folder;
  const std::string path = folder.write(
      "sweep.toml", "scenario = \"small.toml\"\n[axes]\n\"strategy.rounds\" = [1, 2]\n");
  const auto message = [&](const std::string& override_text) {
    return folder.without_path(error_text([&] {
      (void)read_sweep(path, {override_text});
    }));
  };
  CHECK(message("strategy.rounds=3") ==
        "--set strategy.rounds=3: error: strategy.rounds: this is an axis of the sweep too");
  CHECK(message("strategy.clients_per_round=9") ==
        "--set strategy.clients_per_round=9: error: all 2 points: strategy.clients_per_round: 9 "
        "clients a round, but there are 4 workers");
}

}  // namespace
}  // namespace simgrad
