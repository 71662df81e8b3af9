#include <cmath>

#include "tests/bench/parts.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/scenario.hpp"
#include "tests/bench/simulated_training.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::bench {
namespace {

constexpr int kPairs = 5;
constexpr std::size_t kTwo = 2;

/// One thread's and two threads' runs in turn, so that what else the machine does meets both.
struct Pairs {
  std::vector<double> one_s;
  std::vector<double> two_s;
  std::vector<double> speedups;
  std::vector<double> one_cores;  // busy: near 1, or the machine does something else
  std::vector<double> two_cores;
};

Pairs measure(const Plan& plan, const TrainingSetup& setup) {
  const test::TemporaryFolder folder;
  Pairs pairs;
  for (int pair = 0; pair < kPairs; ++pair) {
    const auto with_threads = [&](std::size_t threads) {
      return timed([&] {
        return simulated(plan, setup, *make_cpu_device({.threads = threads}),
                         folder / (std::to_string(pair) + "-" + std::to_string(threads) + ".db"));
      });
    };
    const Trained one = with_threads(1);
    const Trained two = with_threads(kTwo);
    check(!one.parameters.empty() && std::isfinite(one.parameters.front()) &&
              one.parameters == two.parameters,
          "one thread and two give the same parameters to the last bit");
    pairs.one_s.push_back(one.wall_s);
    pairs.two_s.push_back(two.wall_s);
    pairs.speedups.push_back(one.wall_s / two.wall_s);
    pairs.one_cores.push_back(one.cpu_s / one.wall_s);
    pairs.two_cores.push_back(two.cpu_s / two.wall_s);
  }
  return pairs;
}

}  // namespace

void cores() {
  print_heading(
      "Two cores against one: a federated training, 10 clients of 600 samples a round, an\n"
      "evaluation each round read one round later, from the first event to the last number:\n"
      "median (minimum to maximum) of 5 pairs. Aim: 1.8, where one thread has a core for itself");
  std::vector<std::string> changes = overrides();
  changes.emplace_back("evaluation.decision_lag=1");
  const Plan plan = read_scenario(scenario("federated_100.toml"), changes);
  const Pairs pairs = measure(plan, load(plan));
  print_table({{"", "1 thread, s", "2 threads, s", "speed-up", "processor / wall, 1",
                "processor / wall, 2"},
               {"10 clients a round, 20 rounds", text("%.2f", summary(pairs.one_s)),
                text("%.2f", summary(pairs.two_s)), text("%.2f", summary(pairs.speedups)),
                text("%.2f", summary(pairs.one_cores)), text("%.2f", summary(pairs.two_cores))}});
}

}  // namespace simgrad::bench
