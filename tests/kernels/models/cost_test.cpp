#include "kernels/models/cost.hpp"

#include <catch2/catch.hpp>

#include "tests/kernels/models/made_model.hpp"

using namespace simgrad;

namespace {

/// softmax_regression of 20 features and 4 classes: 84 parameters, 320 flop a sample's gradient.
ModelCost cost_with(std::initializer_list<std::pair<std::string, Argument>> declared) {
  auto table = std::make_shared<Arguments>();
  for (const auto& [name, value] : declared) {
    table->set(name, value);
  }
  Arguments arguments;
  arguments.set("cost", Chosen{nullptr, table});
  return cost_of(arguments, *test::made_model("softmax_regression", 20, 4));
}

}  // namespace

TEST_CASE("cost: what is not declared is the real model's own") {
  CHECK(cost_of(Arguments{}, *test::made_model("softmax_regression", 20, 4)) == ModelCost{});
  CHECK(cost_with({}) == ModelCost{});
  CHECK(ModelCost{}.wire_bytes(84.0) == 336.0);
  CHECK(ModelCost{}.activation_bytes(7.0) == 28.0);
}

TEST_CASE("cost: 70e9 parameters of 2 bytes weigh 140 GB and travel as bf16") {
  const ModelCost cost =
      cost_with({{"parameters", test::real(70e9)}, {"bytes_per_parameter", test::integer(2)}});
  CHECK(cost.wire == WireFormat::kBfloat16);
  CHECK(cost.wire_bytes(84.0) == Approx(140e9).epsilon(1e-12));
  CHECK(cost.wire_bytes(21.0) == Approx(35e9).epsilon(1e-12));
  CHECK(cost.flop_factor == 1.0);
}

TEST_CASE("cost: the wire says what a parameter weighs, unless it is declared to weigh more") {
  CHECK(cost_with({{"wire", test::text("bf16")}}).wire_bytes(84.0) == 168.0);
  CHECK(cost_with({{"wire", test::text("int8")}}).wire_bytes(84.0) == 84.0 + 4.0);  // the scale
  const ModelCost heavy =
      cost_with({{"wire", test::text("int8")}, {"bytes_per_parameter", test::integer(4)}});
  CHECK(heavy.wire == WireFormat::kInt8);
  CHECK(heavy.wire_bytes(84.0) == 340.0);
}

TEST_CASE("cost: flop and activations of a sample as declared") {
  const ModelCost cost = cost_with({{"flop_per_sample", test::real(3.2e6)},
                                    {"activation_bytes", test::real(1e6)},
                                    {"wire", test::text("bf16")}});
  CHECK(cost.flop_factor == Approx(1e4).epsilon(1e-12));
  CHECK(cost.activation_bytes(7.0) == 1e6);
  CHECK(cost_with({{"wire", test::text("bf16")}}).activation_bytes(7.0) == 14.0);
}
