#include <map>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "tests/kernels/distributions/draws.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace simgrad;

namespace {

std::shared_ptr<const Distribution> empirical(const std::string& path) {
  return test::distribution("empirical", {{"path", test::text(path)}});
}

}  // namespace

TEST_CASE("empirical: draws each value of the file equally often") {
  const test::TemporaryFolder folder;
  const auto distribution = empirical(folder.write("steps.csv", "seconds\n0.5\n\n1.5\r\n4e0\n"));
  CHECK(distribution->mean() == 2.0);
  CHECK(test::mean_agrees(*distribution));
  std::map<double, double> counts;
  for (const double draw : test::draws_of(*distribution)) {
    counts[draw] += 1.0;
  }
  REQUIRE(counts.size() == 3);
  const std::vector<double> found{counts[0.5], counts[1.5], counts[4.0]};
  CHECK(test::chi_square(found, std::vector<double>(3, test::kDraws / 3.0)) < 13.8);
}

TEST_CASE("empirical: a file needs no header") {
  const test::TemporaryFolder folder;
  CHECK(empirical(folder.write("steps.csv", "1\n3\n"))->mean() == 2.0);
}

TEST_CASE("empirical: what is wrong in the file is named with its line") {
  const test::TemporaryFolder folder;
  const auto message = [&](const std::string& bytes) {
    try {
      empirical(folder.write("f.csv", bytes));
    } catch (const Error& error) {
      return std::string(error.what()).substr(folder.path().string().size() + 1);
    }
    return std::string("no error");
  };
  CHECK(message("seconds\n1\ntwo\n") ==
        "f.csv:3: column \"seconds\": expected a number, found \"two\"");
  CHECK(message("1O.5\n1\n") == "f.csv:1: column \"seconds\": expected a number, found \"1O.5\"");
  CHECK(message("1\nnan\n") ==
        "f.csv:2: column \"seconds\": expected a finite number, found \"nan\"");
  CHECK(message("1\n1e999\n") ==
        "f.csv:2: column \"seconds\": expected a finite number, found \"1e999\"");
  CHECK(message("1\n-1\n") == "f.csv:2: expected seconds from 0 to 1e12, found -1");
  CHECK(message("1,2\n") == "f.csv:1: expected one number of seconds a line, found 2 fields");
  CHECK(message("seconds\n") == "f.csv: expected at least one number of seconds, found none");
  CHECK(message("") == "f.csv: expected at least one number of seconds, found none");
}

TEST_CASE("empirical: a missing file and a folder are errors that name it") {
  const test::TemporaryFolder folder;
  const auto missing = (folder.path() / "none.csv").string();
  CHECK_THROWS_WITH(empirical(missing),
                    missing + ": cannot be opened, expected a readable CSV file");
  CHECK_THROWS_WITH(empirical(folder.path().string()),
                    folder.path().string() + ": is a folder, expected a CSV file");
}
