#include <filesystem>
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::RecordedRun;

namespace {

/// A file of the repository's folder scenarios/.
std::string scenario(const std::string& name) {
  std::ifstream file("scenarios/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The quickstart, as it is in the repository.
RecordedRun quickstart(std::size_t threads) {
  const auto platform = std::filesystem::absolute("platforms/wan_100.xml").string();
  return test::run_scenario(scenario("quickstart.toml"), {"platform.file=" + platform}, threads);
}

/// federated_cnn with fewer samples and rounds.
RecordedRun federated_cnn(const std::string& precision, std::size_t threads) {
  return test::run_scenario(
      scenario("federated_cnn.toml"),
      {R"(data.set={ kind = "fashion_mnist", train_samples = 4000, test_samples = 500 })",
       "strategy.rounds=3", "model.precision=" + precision},
      threads);
}

/// A scenario of the folder as it is, but for its number of rounds.
RecordedRun few_rounds(const std::string& name, const std::string& rounds, std::size_t threads) {
  return test::run_scenario(scenario(name + ".toml"), {"strategy.rounds=" + rounds}, threads);
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

TEST_CASE("repeatability: convolutions too, in every precision; each gives numbers of its own") {
  for (const std::string precision : {"fp32", "tf32", "bf16"}) {
    const RecordedRun one = federated_cnn(precision, 1);
    REQUIRE(one.answer == "exit 0");
    CHECK(one.rounds.size() == 3);
    CHECK((one.canonical == federated_cnn(precision, 4).canonical));
    if (precision != "fp32") {
      const RecordedRun exact = federated_cnn("fp32", 4);
      CHECK(one.evaluations.back().loss != exact.evaluations.back().loss);
      CHECK(one.evaluations.back().loss == Approx(exact.evaluations.back().loss).epsilon(0.05));
    }
  }
}

TEST_CASE("repeatability: without a barrier too, with 1 and 4 threads") {
  for (const std::string name : {"asynchronous_parameter_server", "stale_synchronous_parallel"}) {
    const RecordedRun one = few_rounds(name, "15", 1);
    INFO(name << ": " << one.answer);
    REQUIRE(one.answer == "exit 0");
    CHECK(one.rounds.size() == 15);
    CHECK((one.canonical == few_rounds(name, "15", 4).canonical));
  }
}
