#include <catch2/catch.hpp>

#include "tests/kernels/models/made_model.hpp"

using namespace simgrad;

TEST_CASE("softmax_regression: 784-10 has 7,850 parameters in one layer without ReLU") {
  const auto model = test::made_model("softmax_regression", 784, 10);
  CHECK(model->parameter_count() == 7'850);
  CHECK(model->padded_count() == 7'856);
  REQUIRE(model->layers().size() == 1);
  const auto& layer = std::get<DenseLayer>(model->layers()[0]);
  CHECK_FALSE(layer.relu);
  CHECK(layer.inputs == 784);
  CHECK(layer.outputs == 10);
  REQUIRE(model->slices().size() == 2);
  CHECK(model->slices()[0].name == "0.weight");
  CHECK(model->slices()[0].shape == std::vector<std::size_t>{10, 784});
  CHECK(model->slices()[1].name == "0.bias");
  CHECK(model->slices()[1].offset == 7'840);
}

TEST_CASE("softmax_regression: the gradient takes two products, none back to the inputs") {
  const auto model = test::made_model("softmax_regression", 784, 10);
  CHECK(model->forward_flop() == 2.0 * 784.0 * 10.0);
  CHECK(model->gradient_flop() == 4.0 * 784.0 * 10.0);
}
