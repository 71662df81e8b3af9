#pragma once

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "kernels/rng.hpp"
#include "sim/strategies/collectives/collective.hpp"
#include "tests/support/child.hpp"
#include "tests/support/generated_platform.hpp"
#include "tests/support/networks.hpp"

/// A collective alone: every member brings an array of random numbers and a weight of its own.
namespace simgrad::test {

inline constexpr double kAlpha_s = 0.020;  // of a route between two hosts of full_duplex_star
inline constexpr double kBytesPerSecond = 1e6;

inline PlatformChoice full_duplex_star(std::size_t hosts) {
  PlatformChoice choice = generated("star", {{"hosts", integer(static_cast<std::int64_t>(hosts))},
                                             {"speed", real(1e6)},
                                             {"bandwidth", real(kBytesPerSecond)},
                                             {"latency", real(0.5 * kAlpha_s)},
                                             {"duplex", std::string("full")}});
  choice.workers_talk = true;
  return choice;
}

inline std::vector<std::string> star_hosts(std::size_t hosts) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < hosts; ++i) {
    names.push_back(fmt::format("host-{}", i));
  }
  return names;
}

/// Who sums what.
struct Summing {
  std::shared_ptr<const Collective> collective;
  std::shared_ptr<const Model> model;
  PlatformChoice platform;
  std::vector<std::string> hosts;
  std::vector<std::size_t> absent = {};  // workers that are not in the group
  std::size_t times = 1;                 // one sum after another
};

/// What came of it.
struct SummedUp {
  double end_s = 0.0;
  double bytes = 0.0;       // sent by all
  double worst_error = 0;   // of the members, relative to the sum in double precision
  bool same_values = true;  // whether all members have the same handles
};

inline std::shared_ptr<const Collective> collective(
    const std::string& name, std::vector<std::pair<std::string, Argument>> given = {}) {
  const CollectiveInfo& info = *find_component(collectives(), name);
  Arguments arguments;
  for (auto& [key, argument] : given) {
    arguments.set(key, argument);
  }
  return info.make(arguments);
}

class SummingRun {
 public:
  explicit SummingRun(const Summing& what)
      : what_(what),
        engine_(what.platform, *device_),
        training_(engine_, setup(what), nullptr),
        sums_(what.hosts.size()) {
    training_.let_workers_talk();
    for (std::size_t k = 0; k < what.hosts.size(); ++k) {
      arrays_.push_back(random_array(k));
      if (std::count(what.absent.begin(), what.absent.end(), k) == 0) {
        members_.push_back(training_.workers()[k]);
      }
    }
  }

  SummedUp run() {
    for (Node* node : members_) {
      node->run_once([this, node] {
        take_part(*node);
      });
    }
    const RunEnd end = engine_.run();
    SIMGRAD_REQUIRE(end.status == RunStatus::kFinished, end.reason);
    SummedUp up{end.simulated_s, static_cast<double>(training_.status().up_bytes)};
    for (const Node* node : members_) {
      const Slices& mine = sums_[node->index() - 1];
      up.worst_error = std::max(up.worst_error, error(mine));
      up.same_values = up.same_values && same(mine, sums_[members_.front()->index() - 1]);
    }
    return up;
  }

 private:
  static TrainingSetup setup(const Summing& what) {
    TrainingSetup setup;
    setup.model = what.model;
    setup.data = random_dataset(*what.model, what.hosts.size(), 1);
    setup.compute_times.resize(what.hosts.size());
    setup.servers = {"server"};
    setup.workers = what.hosts;
    setup.compute_times.resize(what.hosts.size());
    for (std::size_t k = 0; k < what.hosts.size(); ++k) {
      setup.partition.push_back({static_cast<std::uint32_t>(k)});
    }
    return setup;
  }

  [[nodiscard]] std::vector<float> random_array(std::size_t k) const {
    std::vector<float> numbers(what_.model->padded_count());
    Stream stream(7, Purpose::kTest, k);
    for (float& number : numbers) {
      number = static_cast<float>(stream.normal());
    }
    return numbers;
  }
  static double weight(std::size_t k) { return 0.3 + 0.1 * static_cast<double>(k); }

  void take_part(Node& node) {
    const std::size_t k = node.index() - 1;
    const auto postbox =
        std::make_shared<Postbox>(training_, node, 1, RetryPolicy{}, [](Node& /*to*/) {});
    const Communicator peers(postbox, members_);
    const Value array = engine_.device().upload(arrays_[k]);
    for (std::size_t time = 0; time < what_.times; ++time) {
      auto sum = what_.collective->all_reduce(peers, {array, weight(k), whole_range(*what_.model)});
      SIMGRAD_REQUIRE(sum, "the sum is there");
      sums_[k] = *sum;
    }
    if (++done_ == members_.size()) {
      engine_.stop(RunStatus::kFinished, "all have the sum");
    }
  }

  double error(const Slices& sum) {
    std::vector<float> numbers;
    for (const ArraySlice& slice : sum) {
      const std::vector<float> floats = device_->read(slice.value);
      numbers.insert(numbers.end(), floats.begin() + static_cast<long>(slice.offset),
                     floats.begin() + static_cast<long>(slice.offset + slice.count));
    }
    SIMGRAD_REQUIRE(numbers.size() == what_.model->padded_count(), "the sum is whole");
    double wrong = 0.0;
    double all = 0.0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      double expected = 0.0;
      for (const Node* node : members_) {
        expected += weight(node->index() - 1) * static_cast<double>(arrays_[node->index() - 1][i]);
      }
      wrong += (numbers[i] - expected) * (numbers[i] - expected);
      all += expected * expected;
    }
    return std::sqrt(wrong / all);
  }

  static bool same(const Slices& a, const Slices& b) {
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [](const ArraySlice& x, const ArraySlice& y) {
          return x.value.state() == y.value.state() && x.offset == y.offset && x.count == y.count;
        });
  }

  const Summing& what_;
  std::unique_ptr<Device> device_ = make_cpu_device({.threads = 1});
  Engine engine_;
  Training training_;
  std::vector<Node*> members_;
  std::vector<std::vector<float>> arrays_;  // by worker
  std::vector<Slices> sums_;                // by worker
  std::size_t done_ = 0;
};

/// Runs it in a child process.
inline SummedUp sum_up(const Summing& what) {
  const std::string said = in_child([&] {
    const SummedUp up = SummingRun(what).run();
    return fmt::format("{:.17g} {:.17g} {:.17g} {}", up.end_s, up.bytes, up.worst_error,
                       up.same_values ? 1 : 0);
  });
  INFO(said);
  SummedUp up;
  std::istringstream words(said);
  words >> up.end_s >> up.bytes >> up.worst_error >> up.same_values;
  REQUIRE(words);
  return up;
}

/// n hosts of a star, a model of so many inputs and outputs.
inline SummedUp sum_in_star(const std::shared_ptr<const Collective>& collective, std::size_t n,
                            const std::vector<std::size_t>& network = {31, 32}) {
  return sum_up({collective, network_of(network), full_duplex_star(n), star_hosts(n)});
}

/// The sums of groups of every size, of chunks that do not come out even, of fewer parameters than
/// members.
inline void check_sums(const std::shared_ptr<const Collective>& collective) {
  for (const std::size_t n : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 16U}) {
    for (const auto& network : std::vector<std::vector<std::size_t>>{{13, 7, 3}, {1, 2}}) {
      const SummedUp up = sum_in_star(collective, n, network);
      INFO(n << " members, " << network.front() << " inputs");
      CHECK(up.worst_error <= 1e-6);
      CHECK(up.same_values);
    }
  }
}

/// The bytes of 1,024 parameters.
inline constexpr double kArrayBytes = 4.0 * 1024;

inline Approx exactly_s(double value) {
  return Approx(value).epsilon(1e-9).margin(0.0);
}

}  // namespace simgrad::test
