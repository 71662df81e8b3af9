#include <algorithm>
#include <cmath>

#include "tests/bench/bare_federated.hpp"
#include "tests/bench/no_numbers.hpp"
#include "tests/bench/parts.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/scenario.hpp"
#include "tests/bench/simulated_training.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::bench {
namespace {

constexpr std::size_t kThreads = 2;

void check_parameters(const Trained& simulation, const Trained& bare) {
  check(!bare.parameters.empty() && std::all_of(bare.parameters.begin(), bare.parameters.end(),
                                                [](double x) {
                                                  return std::isfinite(x);
                                                }),
        "the bare training's parameters are finite");
  check(simulation.parameters == bare.parameters,
        "simulated and bare, the same training gives the same parameters to the last bit");
}

std::vector<std::string> measure(const std::string& name, const std::string& file, int pairs,
                                 const std::vector<std::string>& changes = {}) {
  std::vector<std::string> all = overrides();
  all.insert(all.end(), changes.begin(), changes.end());
  const Plan plan = read_scenario(scenario(file), all);
  const TrainingSetup setup = load(plan);
  const test::TemporaryFolder folder;
  std::vector<double> simulated_s;
  std::vector<double> bare_s;
  std::vector<double> wall_ratios;
  std::vector<double> cpu_ratios;
  std::vector<double> alone_s;
  for (int pair = 0; pair < pairs; ++pair) {
    const std::string database = folder / ("run-" + std::to_string(pair) + ".db");
    const Trained simulation = timed([&] {
      return simulated(plan, setup, *make_cpu_device({.threads = kThreads}), database);
    });
    const Trained bare = timed([&] {
      return bare_federated(plan, setup, *make_cpu_device({.threads = kThreads}));
    });
    check_parameters(simulation, bare);
    alone_s.push_back(timed([&] {
                        NoNumbers nothing;
                        return simulated(plan, setup, nothing, database);
                      }).cpu_s);
    simulated_s.push_back(simulation.wall_s);
    bare_s.push_back(bare.wall_s);
    wall_ratios.push_back(simulation.wall_s / bare.wall_s);
    cpu_ratios.push_back(simulation.cpu_s / bare.cpu_s);
  }
  return {name,
          text("%.2f", summary(simulated_s)),
          text("%.2f", summary(bare_s)),
          text("%.3f", summary(wall_ratios)),
          text("%.3f", summary(cpu_ratios)),
          text("%.3f", summary(alone_s))};
}

}  // namespace

void tax() {
  print_heading(
      "What simulating costs: a federated training against its numbers alone, 2 threads,\n"
      "medians (minimum to maximum) of 5 pairs, the last line of 3; alone: the simulation with no\n"
      "numbers computed. Aims: 1.05 with 10 clients a round, 1.10 with 1,000");
  print_table(
      {{"", "simulated, s", "numbers, s", "wall ratio", "processor ratio", "alone, cpu s"},
       measure("100 clients, 10 a round, 20 rounds", "federated_100.toml", 5),
       measure("1,000 clients, all, 3 rounds", "federated_1000.toml", 5),
       measure("  and their links differ too", "federated_1000.toml", 3,
               {"platform.generate.bandwidth_sigma=0.3", "platform.generate.latency_sigma=0.3"})});
}

}  // namespace simgrad::bench
