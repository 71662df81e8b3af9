#include "sim/results/pareto.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/rng.hpp"

namespace simgrad {
namespace {

bool is_beaten(const std::vector<Costs>& choices, const Costs& choice) {
  return std::any_of(choices.begin(), choices.end(), [&](const Costs& other) {
    return other.first <= choice.first && other.second <= choice.second &&
           (other.first < choice.first || other.second < choice.second);
  });
}

TEST_CASE("pareto_front: what no other choice beats, by growing first cost") {
  CHECK(pareto_front({{3, 1}, {1, 3}, {2, 2}, {3, 3}, {1, 4}}) ==
        std::vector<std::size_t>{1, 2, 0});
  CHECK(pareto_front({{1, 1}, {1, 1}}) == std::vector<std::size_t>{0, 1});
  CHECK(pareto_front({}).empty());
}

TEST_CASE("pareto_front: a choice that never gets there is not on it") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  CHECK(pareto_front({{1, kInfinity}, {2, 5}}) == std::vector<std::size_t>{1});
}

TEST_CASE("pareto_front: agrees with comparing all pairs") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Stream stream(seed, Purpose::kTest);
    std::vector<Costs> choices(1 + stream.below(12));
    for (Costs& choice : choices) {
      choice = {static_cast<double>(stream.below(6)), static_cast<double>(stream.below(6))};
    }
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < choices.size(); ++i) {
      if (!is_beaten(choices, choices[i])) {
        expected.push_back(i);
      }
    }
    std::vector<std::size_t> front = pareto_front(choices);
    std::sort(front.begin(), front.end());
    CHECK(front == expected);
  }
}

}  // namespace
}  // namespace simgrad
