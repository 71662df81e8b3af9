#include <catch2/catch.hpp>

#include "tests/kernels/models/made_model.hpp"
#include "tests/support/error_text.hpp"

using namespace simgrad;

TEST_CASE("lenet: 61,706 parameters on 28 x 28 x 1 with 10 classes") {
  const auto model = test::made_model("lenet", {1, 28, 28}, 10);
  CHECK(model->parameter_count() == 61'706);
  const std::vector<std::string> names{"0.weight", "0.bias",   "3.weight", "3.bias",    "7.weight",
                                       "7.bias",   "9.weight", "9.bias",   "11.weight", "11.bias"};
  const std::vector<std::vector<std::size_t>> shapes{
      {6, 1, 5, 5}, {6}, {16, 6, 5, 5}, {16}, {120, 400}, {120}, {84, 120}, {84}, {10, 84}, {10}};
  REQUIRE(model->slices().size() == names.size());
  for (std::size_t j = 0; j < names.size(); ++j) {
    CHECK(model->slices()[j].name == names[j]);
    CHECK(model->slices()[j].shape == shapes[j]);
  }
}

TEST_CASE("lenet: convolution, pooling, convolution, pooling, three dense layers") {
  const auto model = test::made_model("lenet", {1, 28, 28}, 10);
  REQUIRE(model->layers().size() == 7);
  const std::vector<std::size_t> outputs{6 * 784, 6 * 196, 16 * 100, 16 * 25, 120, 84, 10};
  const std::vector<bool> relus{true, false, true, false, true, true, false};
  for (std::size_t l = 0; l < outputs.size(); ++l) {
    CHECK(output_count(model->layers()[l]) == outputs[l]);
    CHECK(has_relu(model->layers()[l]) == relus[l]);
  }
  CHECK(std::get<ConvolutionLayer>(model->layers()[0]).padding == 2);
  CHECK(std::get<ConvolutionLayer>(model->layers()[2]).padding == 0);
}

TEST_CASE("lenet: flop a sample") {
  const auto model = test::made_model("lenet", {1, 28, 28}, 10);
  const double first = 2.0 * 25 * 6 * 784;
  const double rest = 2.0 * 150 * 16 * 100 + 2.0 * (400 * 120 + 120 * 84 + 84 * 10);
  CHECK(model->forward_flop() == first + rest);
  CHECK(model->gradient_flop() == 2.0 * first + 3.0 * rest);
}

TEST_CASE("lenet: colours and other sizes; 12 x 12 is the smallest image") {
  CHECK(test::made_model("lenet", {3, 32, 32}, 10)->parameter_count() ==
        456 + 2'416 + (576 * 120 + 120) + 10'164 + 850);
  CHECK(test::made_model("lenet", {1, 12, 12}, 10)->parameter_count() ==
        156 + 2'416 + (16 * 120 + 120) + 10'164 + 850);
  CHECK(error_text([] {
          test::made_model("lenet", {1, 11, 28}, 10);
        }) == "a 2 x 2 pooling needs a larger image than 1 x 10, what is left here of 11 x 28");
}

TEST_CASE("lenet: features in no order are refused") {
  CHECK(error_text([] {
          test::made_model("lenet", 784, 10);
        }).starts_with("convolutions need images, but each sample is a row of 784 features"));
}
