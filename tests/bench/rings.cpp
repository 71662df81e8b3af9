#include <cmath>

#include "sim/strategies/collectives/collective.hpp"
#include "tests/bench/bare_ring.hpp"
#include "tests/bench/no_numbers.hpp"
#include "tests/bench/parts.hpp"
#include "tests/bench/report.hpp"

namespace simgrad::bench {
namespace {

constexpr std::size_t kFeatures = 1023;
constexpr std::size_t kClasses = 64;
constexpr double kArrayBytes = 4.0 * (kFeatures + 1) * kClasses;

PlatformChoice star(std::int64_t hosts, double sigma) {
  auto arguments = std::make_shared<Arguments>();
  arguments->set("hosts", hosts);
  arguments->set("servers", std::int64_t{1});
  arguments->set("speed", 1e10);
  arguments->set("bandwidth", 1.25e9);
  arguments->set("latency", 50e-6);
  arguments->set("duplex", std::string("full"));
  arguments->set("speed_sigma", 0.0);
  arguments->set("bandwidth_sigma", sigma);
  arguments->set("latency_sigma", sigma);
  PlatformChoice choice;
  choice.generator = {find_component(generators(), "star"), arguments};
  choice.network_model = {find_component(network_models(), "fluid"), std::make_shared<Arguments>()};
  choice.workers_talk = true;
  return choice;
}

TrainingSetup setup(std::int64_t hosts) {
  auto model = std::make_shared<Model>(ImageShape{kFeatures, 1, 1}, kClasses);
  model->add_dense(kClasses, false);
  TrainingSetup setup;
  setup.model = model;
  setup.data = std::make_shared<Dataset>();
  setup.servers = {"server"};
  setup.compute_times.resize(static_cast<std::size_t>(hosts));
  for (std::int64_t i = 0; i < hosts; ++i) {
    setup.workers.push_back("host-" + std::to_string(i));
    setup.partition.push_back({0});
  }
  return setup;
}

void take_part(Training& training, Node& node, const Collective& ring, std::int64_t times) {
  const Communicator peers(
      std::make_shared<Postbox>(training, node, 1, RetryPolicy{}, [](Node& /*to*/) {}),
      training.workers());
  const Value array =
      training.device().upload(std::vector<float>(training.model()->padded_count()));
  for (std::int64_t time = 0; time < times; ++time) {
    check(bool(ring.all_reduce(peers, {array, 1.0, whole_range(*training.model())})),
          "the sum is there");
  }
}

/// The same by simgrad's ring, without numbers.
std::vector<double> ring(const PlatformChoice& platform, std::int64_t n, std::int64_t times) {
  NoNumbers device;
  Engine engine(platform, device);
  Training training(engine, setup(n), nullptr);
  const auto collective = find_component(collectives(), "ring")->make({});
  std::int64_t done = 0;
  for (Node* node : training.workers()) {
    node->run_once([&, node] {
      take_part(training, *node, *collective, times);
      if (++done == n) {
        engine.stop(RunStatus::kFinished, "all have the sum");
      }
    });
  }
  const double begin_cpu_s = cpu_clock_s();
  const RunEnd end = engine.run();
  const double cpu_s = cpu_clock_s() - begin_cpu_s;
  check(end.status == RunStatus::kFinished, end.reason);
  return {end.simulated_s, cpu_s};
}

std::vector<std::string> measure(std::int64_t n, double sigma, std::int64_t times, int pairs) {
  const PlatformChoice platform = star(n, sigma);
  const auto messages = static_cast<double>(times * n * 2 * (n - 1));
  std::vector<double> rates;
  std::vector<double> bare_rates;
  std::vector<double> ratios;
  for (int pair = 0; pair < pairs; ++pair) {
    const auto own = in_child([&] {
      return ring(platform, n, times);
    });
    const auto bare = in_child([&] {
      return bare_ring(platform, n, kArrayBytes / static_cast<double>(n), times);
    });
    check(std::abs(own[0] - bare[0]) <= 1e-9 * bare[0],
          "both end at one simulated time: " + text("%.12g", own[0]) + " and " +
              text("%.12g", bare[0]) + " s");
    rates.push_back(messages / own[1]);
    bare_rates.push_back(messages / bare[1]);
    ratios.push_back(own[1] / bare[1]);
  }
  return {std::to_string(n) + (sigma > 0.0 ? ", links that differ" : ", links alike"),
          text("%.0f", summary(rates)), text("%.0f", summary(bare_rates)),
          text("%.2f", summary(ratios))};
}

}  // namespace

void rings() {
  print_heading(
      "Simulated messages a second of processor time: ring all-reduces of 262 kB among the hosts\n"
      "of a full-duplex star, no numbers computed, beside a SimGrid program that does the same\n"
      "transfers: median (minimum to maximum) of 5 pairs. Aim: 1.3");
  print_table({{"hosts", "messages/s", "SimGrid alone", "ratio of times"},
               measure(64, 0.0, 20, 5),
               measure(64, 0.3, 5, 5),
               measure(512, 0.0, 1, 5)});
}

}  // namespace simgrad::bench
