#include "sim/scenario/look_up.hpp"

#include <catch2/catch.hpp>

#include "sim/scenario/document.hpp"

namespace simgrad {
namespace {

SourceNode base() {
  const std::string path = "tests/sim/scenario/broken/base.toml";
  return parse_document(read_scenario_text(path), path);
}

TEST_CASE("look_up_key: a key means what the kinds above it declare") {
  const SourceNode scenario = base();
  const auto momentum = look_up_key(scenario, "strategy.local.optimizer.momentum");
  REQUIRE(momentum.has_value());
  CHECK(momentum->parameter.type == Type::kReal);
  CHECK(*momentum->value->as<double>() == 0.0);  // the default
  const auto seed = look_up_key(scenario, "seed");
  REQUIRE(seed.has_value());
  CHECK(*seed->value->as<std::int64_t>() == 7);
  const auto mean = look_up_key(scenario, "failure[0].time_to_failure.mean");
  REQUIRE(mean.has_value());
  CHECK(mean->parameter.type == Type::kSeconds);
}

TEST_CASE("look_up_key: a kind is text, a constant's kind too") {
  const SourceNode scenario = base();
  const auto kind = look_up_key(scenario, "strategy.kind");
  REQUIRE(kind.has_value());
  CHECK(kind->parameter.type == Type::kText);
  CHECK(*kind->value->as<std::string>() == "federated");
  const auto distribution = look_up_key(scenario, "failure[0].time_to_repair.distribution");
  REQUIRE(distribution.has_value());
  CHECK(*distribution->value->as<std::string>() == "constant");
}

TEST_CASE("look_up_key: what nothing declares has no meaning") {
  const SourceNode scenario = base();
  for (const char* key : {"strategy.runds", "failure[9].hosts", "seed.x", "strategy rounds", "",
                          "stop[0]", "model.kind.x", "compute.step_time.mean"}) {
    INFO(key);
    CHECK_FALSE(look_up_key(scenario, key).has_value());
  }
}

TEST_CASE("look_up_key: a key without a value or a default has none") {
  const auto step_time = look_up_key(base(), "compute.step_time");
  REQUIRE(step_time.has_value());
  CHECK_FALSE(step_time->value.has_value());
}

}  // namespace
}  // namespace simgrad
