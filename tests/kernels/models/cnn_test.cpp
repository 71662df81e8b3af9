#include <catch2/catch.hpp>

#include "tests/kernels/models/made_model.hpp"
#include "tests/support/error_text.hpp"

using namespace simgrad;

namespace {

using Integers = std::vector<std::int64_t>;

std::shared_ptr<const Model> cnn(ImageShape image, std::size_t classes,
                                 Integers channels = {32, 64}, std::int64_t kernel = 5,
                                 Integers hidden = {512}) {
  return test::made_model("cnn", image, classes,
                          {{"channels", Argument(std::move(channels))},
                           {"kernel", test::integer(kernel)},
                           {"hidden", Argument(std::move(hidden))}});
}

}  // namespace

TEST_CASE("cnn: the paper's has 1,663,370 parameters, 800 + 32, 51,200 + 64, 1,605,632 + 512 …") {
  const auto model = cnn({1, 28, 28}, 10);
  CHECK(model->parameter_count() == 1'663'370);
  const std::vector<std::size_t> counts{800, 32, 51'200, 64, 1'605'632, 512, 5'120, 10};
  REQUIRE(model->slices().size() == counts.size());
  for (std::size_t j = 0; j < counts.size(); ++j) {
    CHECK(model->slices()[j].count == counts[j]);
    CHECK(model->slices()[j].offset % 16 == 0);
  }
  CHECK(model->padded_count() == 1'663'376);
  CHECK(model->inputs() == 784);
  CHECK(model->classes() == 10);
}

TEST_CASE("cnn: the declared defaults are the paper's") {
  const auto* info = find_component(models(), "cnn");
  REQUIRE(info != nullptr);
  REQUIRE(info->parameters.size() >= 3);
  CHECK(info->parameters[0].default_text == "[32, 64]");
  CHECK(info->parameters[1].default_text == "5");
  CHECK(info->parameters[2].default_text == "[512]");
}

TEST_CASE("cnn: flop a sample are 2 patch outputs a convolution, twice that again to go back") {
  const auto model = cnn({1, 28, 28}, 10);
  const double first = 2.0 * 25 * 32 * 784;
  const double rest = 2.0 * 800 * 64 * 196 + 2.0 * 3136 * 512 + 2.0 * 512 * 10;
  CHECK(model->forward_flop() == first + rest);
  CHECK(model->gradient_flop() == 2.0 * first + 3.0 * rest);
}

TEST_CASE("cnn: slices have the names and shapes of Conv2d, ReLU, MaxPool2d …, Flatten, Linear") {
  const auto model = cnn({3, 8, 6}, 4, {2, 5}, 3, {7});
  const std::vector<std::string> names{"0.weight", "0.bias", "3.weight", "3.bias",
                                       "7.weight", "7.bias", "9.weight", "9.bias"};
  const std::vector<std::vector<std::size_t>> shapes{{2, 3, 3, 3}, {2}, {5, 2, 3, 3}, {5},
                                                     {7, 10},      {7}, {4, 7},       {4}};
  const std::vector<std::size_t> fan_ins{27, 27, 18, 18, 10, 10, 7, 7};
  REQUIRE(model->slices().size() == names.size());
  for (std::size_t j = 0; j < names.size(); ++j) {
    CHECK(model->slices()[j].name == names[j]);
    CHECK(model->slices()[j].shape == shapes[j]);
    CHECK(model->slices()[j].fan_in == fan_ins[j]);
  }
}

TEST_CASE(
    "cnn: convolutions keep the image's size, pooling halves it, an odd last row is left out") {
  const auto model = cnn({3, 11, 6}, 4, {2}, 3, {});
  REQUIRE(model->layers().size() == 3);
  const auto& convolution = std::get<ConvolutionLayer>(model->layers()[0]);
  CHECK(convolution.relu);
  CHECK(convolution.kernel == 3);
  CHECK(convolution.padding == 1);
  CHECK(convolution.patch() == 27);
  CHECK(convolution.output.channels == 2);
  CHECK(convolution.output.height == 11);
  CHECK(convolution.output.width == 6);
  const auto& pool = std::get<MaxPoolLayer>(model->layers()[1]);
  CHECK(pool.output.channels == 2);
  CHECK(pool.output.height == 5);
  CHECK(pool.output.width == 3);
  const auto& dense = std::get<DenseLayer>(model->layers()[2]);
  CHECK(dense.inputs == 30);
  CHECK(dense.outputs == 4);
  CHECK_FALSE(dense.relu);
}

TEST_CASE("cnn: an even kernel takes one row and one column off the image") {
  const auto model = cnn({1, 9, 8}, 2, {2}, 4, {});
  const auto& convolution = std::get<ConvolutionLayer>(model->layers()[0]);
  CHECK(convolution.padding == 1);
  CHECK(convolution.output.height == 8);
  CHECK(convolution.output.width == 7);
}

TEST_CASE("cnn: without channels it is an mlp on the image's pixels") {
  CHECK(cnn({1, 4, 4}, 3, {}, 5, {7})->parameter_count() == 16 * 7 + 7 + 7 * 3 + 3);
}

TEST_CASE("cnn: features in no order are refused") {
  CHECK(error_text([] {
          cnn({20, 1, 1}, 4);
        }) ==
        "convolutions need images, but each sample is a row of 20 features: choose a data set of "
        "images, or give its `image` = [channels, height, width] where it has one");
}

TEST_CASE("cnn: an image that pooling has used up is refused") {
  CHECK(error_text([] {
          cnn({1, 3, 2}, 4);
        }) == "a 2 x 2 pooling needs a larger image than 1 x 1, what is left here of 3 x 2");
  CHECK(error_text([] {
          cnn({1, 1, 9}, 4);
        }) == "a 2 x 2 pooling needs a larger image than 1 x 9, what is left here of 1 x 9");
  CHECK_NOTHROW(cnn({1, 4, 4}, 4));
}

TEST_CASE("cnn: an even kernel larger than its padded image is refused") {
  CHECK(error_text([] {
          cnn({1, 2, 9}, 4, {2}, 4);
        }) == "a 2 x 2 pooling needs a larger image than 1 x 8, what is left here of 2 x 9");
  CHECK(error_text([] {
          cnn({1, 1, 9}, 4, {2}, 4);
        }) == "a convolution of 4 x 4 with 1 zeros on each side needs a larger image than 1 x 9");
}
