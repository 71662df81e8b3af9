#include <cstring>

#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"
#include "tests/support/small_times.hpp"
#include "tests/support/updates.hpp"

using namespace simgrad;
using test::exactly;
using test::RecordedRun;
using test::run_scenario;

namespace {

/// One client a round, all of it, so that the mean is that client's model.
std::string federated(const std::string& cost) {
  return test::small_scenario(1) + cost + R"(
[strategy]
kind = "federated"
rounds = 3
clients_per_round = 1
)";
}

bool is_bfloat16(float number) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &number, sizeof bits);
  return (bits & 0xFFFFU) == 0;
}

}  // namespace

TEST_CASE("declared cost: bytes and time are the declared ones, the numbers the real ones") {
  const RecordedRun real = run_scenario(federated(""));
  const RecordedRun run =
      run_scenario(federated("cost = { parameters = 84000, flop_per_sample = 6400 }\n"));
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.rounds.size() == 3);
  const double transfer_s = 0.015 + 84'000 * 4 * 8 / 1e6;
  const double epoch_s = 240 * 6400 / 1e6;
  const double mean_s = 1000.0 * 2.0 * 96 / 1e6;
  CHECK(run.rounds.back().end_s == exactly(3 * (2 * transfer_s + epoch_s + mean_s)));
  CHECK(run.rounds.back().up_bytes == 336'000);
  CHECK(run.rounds.back().down_bytes == 336'000);
  CHECK(test::numbers_of(run.final) == test::numbers_of(real.final));
}

TEST_CASE("declared cost: an event at time 0 says what was declared; none if nothing was") {
  const RecordedRun run = run_scenario(federated(
      "cost = { parameters = 70e9, bytes_per_parameter = 2, activation_bytes = \"1 MB\" }\n"));
  const auto events = run.events_of("declared_cost");
  REQUIRE(events.size() == 1);
  CHECK(events[0].simulated_s == 0.0);
  CHECK(events[0].subject == "model");
  CHECK(events[0].detail ==
        "7e+10 parameters of 2 bytes in place of 84 of 4, 140 GB a copy; 1 MB of activations a "
        "sample between layers; what travels is rounded to bf16");
  CHECK(run_scenario(federated("")).events_of("declared_cost").empty());
  CHECK(run_scenario(federated("[model.cost]\nparameters = 84\n"))
            .events_of("declared_cost")
            .empty());
}

TEST_CASE("declared cost: bf16 halves the bytes, and what arrives is a bfloat16") {
  const RecordedRun run = run_scenario(federated("cost = { wire = \"bf16\" }\n"));
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.back().up_bytes == 168);
  CHECK(run.rounds.back().down_bytes == 168);
  const std::vector<float> numbers = test::numbers_of(run.final);
  CHECK(std::all_of(numbers.begin(), numbers.end(), is_bfloat16));
  CHECK_FALSE(std::all_of(numbers.begin(), numbers.end(), [](float number) {
    return number == 0.0F;
  }));
  const std::vector<float> initial = test::numbers_of(run.initial);
  CHECK_FALSE(std::all_of(initial.begin(), initial.end(), is_bfloat16));
  CHECK(run.node_rounds.back().loss > 0.0);  // the update's own statistics
}

TEST_CASE("declared cost: int8 sends a byte a parameter and a scale, 255 values in all") {
  const RecordedRun run = run_scenario(federated("cost = { wire = \"int8\" }\n"));
  REQUIRE(run.answer == "exit 0");
  CHECK(run.rounds.back().up_bytes == 88);
  const std::vector<float> numbers = test::numbers_of(run.final);
  float largest = 0.0F;
  for (const float number : numbers) {
    largest = std::max(largest, std::abs(number));
  }
  REQUIRE(largest > 0.0F);
  for (const float number : numbers) {
    const double step = 127.0 * static_cast<double>(number) / static_cast<double>(largest);
    CHECK(step == Approx(std::round(step)).margin(1e-4));
  }
}
