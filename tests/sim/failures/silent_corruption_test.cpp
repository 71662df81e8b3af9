#include <cmath>
#include <map>

#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::RecordedRun;
using test::run_scenario;

namespace {

constexpr const char* kCorruption = R"(
[[failure]]
kind = "silent_corruption"
hosts = "host-0"
at = "0 s"
)";

std::string server(int workers, int rounds, const std::string& more = "") {
  return test::small_scenario(workers) +
         "[strategy]\nkind = \"synchronous_parameter_server\"\nbatch_size = 20\nrounds = " +
         std::to_string(rounds) + "\n" + more;
}

std::vector<float> numbers(const RecordedRun& run) {
  std::vector<float> all;
  for (const Tensor& tensor : run.final.tensors) {
    all.insert(all.end(), tensor.data.begin(), tensor.data.end());
  }
  return all;
}

std::size_t differing(const std::vector<float>& a, const std::vector<float>& b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    count += a[i] == b[i] ? 0U : 1U;
  }
  return count;
}

std::vector<double> rejected(const RecordedRun& run) {
  std::vector<double> counts;
  for (const MetricRow& metric : run.metrics) {
    if (metric.name == "rejected_updates") {
      counts.push_back(metric.value);
    }
  }
  return counts;
}

}  // namespace

TEST_CASE("silent_corruption: a gradient scaled by 4 is four times the learning rate, bit by bit") {
  const RecordedRun scaled =
      run_scenario(server(1, 3) + kCorruption + "effect = \"scale\"\nfactor = 4.0\n",
                   {"strategy.optimizer={ kind = \"sgd\", learning_rate = 0.0625 }"});
  const RecordedRun faster =
      run_scenario(server(1, 3), {"strategy.optimizer={ kind = \"sgd\", learning_rate = 0.25 }"});
  REQUIRE(scaled.answer == "exit 0");
  CHECK(differing(numbers(scaled), numbers(faster)) == 0);
  CHECK(scaled.run.simulated_s == faster.run.simulated_s);
  REQUIRE(scaled.events_of("corruption").size() == 3);
  CHECK(scaled.events_of("corruption")[0].subject == "host-0");
  CHECK(scaled.events_of("corruption")[0].detail ==
        "failure[0]: silent_corruption, multiplied by 4");
}

TEST_CASE("silent_corruption: one flipped bit of one gradient changes one parameter at most") {
  const RecordedRun calm = run_scenario(server(1, 1));
  std::size_t changed = 0;
  for (int entry = 0; entry < 6; ++entry) {  // each draws other bits
    std::string failures;
    for (int before = 0; before < entry; ++before) {
      failures += "[[failure]]\nkind = \"host_crash\"\nhosts = \"host-0\"\nat = \"1 h\"\n";
    }
    const RecordedRun sick = run_scenario(server(1, 1) + failures + kCorruption);
    REQUIRE(sick.answer == "exit 0");
    const std::size_t here = differing(numbers(calm), numbers(sick));
    CHECK(here <= 1);
    changed += here;
  }
  CHECK(changed >= 1);
}

TEST_CASE(
    "silent_corruption: no bit is flipped twice: all of them, and all again, change nothing") {
  const std::string all = "bits = 1000000\n";
  const RecordedRun calm = run_scenario(server(1, 2));
  const RecordedRun inverted = run_scenario(server(1, 2) + kCorruption + all);
  const RecordedRun twice = run_scenario(server(1, 2) + kCorruption + all + kCorruption + all);
  REQUIRE(inverted.answer == "exit 0");
  REQUIRE(twice.answer == "exit 0");
  CHECK(differing(numbers(calm), numbers(inverted)) == numbers(calm).size());
  CHECK(differing(numbers(calm), numbers(twice)) == 0);
}

TEST_CASE(
    "silent_corruption: with a probability, so many of the gradients are hit, while it lasts") {
  const RecordedRun run =
      run_scenario(server(1, 1200) + kCorruption + "probability = 0.3\nduration = \"40 s\"\n");
  REQUIRE(run.answer == "exit 0");
  const auto hit = run.events_of("corruption");
  REQUIRE(run.events_of("host_healed").size() == 1);
  double computations = 0.0;
  for (const RoundRow& round : run.rounds) {
    computations += round.begin_s < 40.0 ? 1.0 : 0.0;
  }
  REQUIRE(computations > 800.0);
  CHECK(std::abs(static_cast<double>(hit.size()) - 0.3 * computations) <
        3.0 * std::sqrt(0.21 * computations));
  CHECK(hit.back().simulated_s < 40.0);
}

TEST_CASE("silent_corruption: it reaches what every strategy learns, and takes no time") {
  const std::map<std::string, std::string> strategies{
      {"all_reduce", "batch_size = 20\n"},
      {"asynchronous_gossip", "batch_size = 20\n"},
      {"asynchronous_parameter_server", "batch_size = 20\n"},
      {"diloco", "batch_size = 20\ninner_steps = 2\n"},
      {"federated", "clients_per_round = 3\n"},
      {"gossip", "batch_size = 20\n"},
      {"local_sgd", "batch_size = 20\nlocal_steps = 2\n"},
      {"pipeline", "batch_size = 20\nmicro_batches = 2\n"},
      {"sharded_data_parallel", "batch_size = 20\nstage = 3\n"},
      {"stale_synchronous_parallel", "batch_size = 20\nstaleness_bound = 1\n"},
      {"synchronous_parameter_server", "batch_size = 20\n"}};
  for (const auto& [strategy, keys] : strategies) {
    const std::string scenario =
        test::small_scenario(3) + "[strategy]\nkind = \"" + strategy + "\"\nrounds = 3\n" + keys;
    const std::vector<std::string> layers{"model.kind=mlp", "model.hidden=[16, 12]"};
    const RecordedRun calm = run_scenario(scenario, layers);
    const RecordedRun sick =
        run_scenario(scenario + kCorruption + "effect = \"noise\"\nsigma = 0.5\n", layers);
    INFO(strategy << ": " << calm.answer << ", " << sick.answer);
    REQUIRE(calm.answer == "exit 0");
    REQUIRE(sick.answer == "exit 0");
    CHECK(sick.events_of("corruption").size() >= 2);
    CHECK(differing(numbers(calm), numbers(sick)) > numbers(calm).size() / 4);
    CHECK(sick.run.simulated_s == calm.run.simulated_s);
    CHECK(sick.evaluations.front().loss == calm.evaluations.front().loss);
    // Who computes it sees the loss of its true numbers.
    const double loss = calm.node_rounds.front().loss;
    CHECK((sick.node_rounds.front().loss == loss || std::isnan(loss)));
  }
}

TEST_CASE(
    "silent_corruption: a mean that screens notices, tells how often, and learns all the same") {
  for (const char* strategy : {"federated", "synchronous_parameter_server"}) {
    const bool averages_models = std::string(strategy) == "federated";
    const std::string scenario =
        test::small_scenario(5) + "[strategy]\nkind = \"" + strategy + "\"\nrounds = 20\n" +
        (averages_models ? "clients_per_round = 5\n" : "batch_size = 20\n");
    const std::string corruption =
        std::string(kCorruption) + "duration = \"500 ms\"\neffect = \"noise\"\nsigma = 100.0\n";
    const auto with = [&](const std::string& aggregation, const std::string& failure) {
      const RecordedRun run =
          run_scenario(scenario + failure, {"strategy.aggregation=" + aggregation});
      REQUIRE(run.answer == "exit 0");
      return run;
    };
    const RecordedRun calm = with("weighted_mean", "");
    const RecordedRun blind = with("weighted_mean", corruption);
    const RecordedRun screened = with("screened_mean", corruption);
    INFO(strategy);
    CHECK(rejected(blind).empty());
    const std::vector<double> counts = rejected(screened);
    REQUIRE(counts.size() == 20);
    const std::size_t hits = screened.events_of("corruption").size();
    REQUIRE(hits >= 2);
    REQUIRE(hits < 20);
    for (std::size_t round = 0; round < counts.size(); ++round) {
      CHECK(counts[round] == (round < hits ? 1.0 : 0.0));
    }
    const double loss = calm.evaluations.back().loss;
    CHECK(screened.evaluations.back().loss < 2.0 * loss);
    CHECK(!(blind.evaluations.back().loss < 4.0 * loss));
  }
}

TEST_CASE("silent_corruption: the same numbers go wrong whatever the number of threads") {
  const std::string scenario = server(4, 10, "aggregation = \"screened_mean\"\n") +
                               "[[failure]]\nkind = \"silent_corruption\"\nhosts = \"host-*\"\n"
                               "at = \"0 s\"\nbits = 5\nprobability = 0.5\n";
  const RecordedRun one = run_scenario(scenario, {}, 1);
  REQUIRE(one.answer == "exit 0");
  CHECK(run_scenario(scenario, {}, 4).canonical == one.canonical);
}

TEST_CASE("silent_corruption: an effect without its parameter, or with another's, is refused") {
  const auto told = [](const std::string& failure) {
    return run_scenario(server(1, 1) + kCorruption + failure).answer;
  };
  CHECK(told("effect = \"scale\"\n").find("'factor' was expected") != std::string::npos);
  CHECK(told("effect = \"noise\"\n").find("'sigma' was expected") != std::string::npos);
  CHECK(told("sigma = 1.0\n").find("'sigma' belongs to effect = \"noise\"") != std::string::npos);
  CHECK(told("effect = \"scale\"\nfactor = 1.0\n").find("nothing would happen") !=
        std::string::npos);
}

TEST_CASE("screened_mean: a norm_factor that would do nothing is refused") {
  const std::string rule =
      "aggregation = { kind = \"screened_mean\", reject = \"not_finite\", norm_factor = 2.0 }\n";
  CHECK(run_scenario(server(1, 1, rule)).answer.find("'norm_factor' belongs to reject") !=
        std::string::npos);
}
