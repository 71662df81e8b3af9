#include "sim/strategies/pipeline_schedule.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

using namespace simgrad;

namespace {

constexpr auto kForward = Pass::Way::kForward;
constexpr auto kBackward = Pass::Way::kBackward;

using Schedules = std::vector<std::vector<Pass>>;  // by stage

Schedules schedules(bool is_gpipe, std::size_t stages, std::size_t micro_batches) {
  Schedules all;
  for (std::size_t s = 0; s < stages; ++s) {
    all.push_back(is_gpipe ? gpipe_schedule(micro_batches)
                           : one_forward_one_backward_schedule(s, stages, micro_batches));
  }
  return all;
}

/// When the last pass ends, if nothing takes time on the wire; all stages take the same.
double makespan(const Schedules& all, double forward_s, double backward_s) {
  const std::size_t p = all.size();
  const std::size_t m = all.front().size() / 2;
  std::vector<std::vector<double>> forward(p, std::vector<double>(m, -1.0));  // when it ends
  auto backward = forward;
  std::vector<double> free_s(p, 0.0);
  std::vector<std::size_t> next(p, 0);
  for (bool goes_on = true; goes_on;) {
    goes_on = false;
    for (std::size_t s = 0; s < p; ++s) {
      if (next[s] == all[s].size()) {
        continue;
      }
      const auto [way, i] = all[s][next[s]];
      const double ready_s = way == kForward ? (s == 0 ? 0.0 : forward[s - 1][i])
                                             : (s + 1 == p ? forward[s][i] : backward[s + 1][i]);
      if (ready_s < 0.0) {
        continue;
      }
      const double end_s =
          std::max(free_s[s], ready_s) + (way == kForward ? forward_s : backward_s);
      (way == kForward ? forward : backward)[s][i] = end_s;
      free_s[s] = end_s;
      ++next[s];
      goes_on = true;
    }
  }
  for (std::size_t s = 0; s < p; ++s) {
    REQUIRE(next[s] == all[s].size());  // else nothing could go on
  }
  return *std::max_element(free_s.begin(), free_s.end());
}

std::size_t most_in_flight(const std::vector<Pass>& passes) {
  std::size_t now = 0;
  std::size_t most = 0;
  for (const Pass& pass : passes) {
    now += pass.way == kForward ? 1 : -1UL;
    most = std::max(most, now);
  }
  return most;
}

}  // namespace

TEST_CASE("pipeline_schedule: 1f1b of two stages, by hand") {
  CHECK(one_forward_one_backward_schedule(0, 2, 3) == std::vector<Pass>{{kForward, 0},
                                                                        {kForward, 1},
                                                                        {kBackward, 0},
                                                                        {kForward, 2},
                                                                        {kBackward, 1},
                                                                        {kBackward, 2}});
  CHECK(one_forward_one_backward_schedule(1, 2, 2) ==
        std::vector<Pass>{{kForward, 0}, {kBackward, 0}, {kForward, 1}, {kBackward, 1}});
}

TEST_CASE("pipeline_schedule: a step takes (m + p - 1)(t_f + t_b), of which p - 1 parts are idle") {
  for (std::size_t p = 1; p <= 8; ++p) {
    for (std::size_t m = 1; m <= 20; ++m) {
      for (const bool is_gpipe : {true, false}) {
        CHECK(makespan(schedules(is_gpipe, p, m), 1.0, 2.0) ==
              3.0 * static_cast<double>(m + p - 1));
      }
    }
  }
}

TEST_CASE("pipeline_schedule: gpipe holds m micro-batches' activations, 1f1b min(m, p - stage)") {
  for (std::size_t p = 1; p <= 8; ++p) {
    for (std::size_t m = 1; m <= 20; ++m) {
      for (std::size_t s = 0; s < p; ++s) {
        CHECK(most_in_flight(gpipe_schedule(m)) == m);
        CHECK(most_in_flight(one_forward_one_backward_schedule(s, p, m)) == std::min(m, p - s));
      }
    }
  }
}
