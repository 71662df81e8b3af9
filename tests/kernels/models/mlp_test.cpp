#include <cmath>

#include <catch2/catch.hpp>

#include "kernels/buffer.hpp"
#include "tests/kernels/models/made_model.hpp"

using namespace simgrad;

namespace {

std::shared_ptr<const Model> mlp(std::vector<std::int64_t> hidden, std::size_t features,
                                 std::size_t classes) {
  return test::made_model("mlp", features, classes, {{"hidden", Argument(std::move(hidden))}});
}

}  // namespace

TEST_CASE("mlp: 784-200-200-10 has 199,210 parameters and takes 879,200 flop a sample") {
  const auto model = mlp({200, 200}, 784, 10);
  CHECK(model->inputs() == 784);
  CHECK(model->classes() == 10);
  CHECK(model->parameter_count() == 199'210);
  CHECK(model->padded_count() == 156'800 + 208 + 40'000 + 208 + 2'000 + 16);
  CHECK(model->forward_flop() == 397'600.0);
  CHECK(model->gradient_flop() == 879'200.0);
}

TEST_CASE("mlp: slices have PyTorch's names and shapes, in order, each at a multiple of 64 bytes") {
  const auto model = mlp({7, 5}, 13, 3);
  const auto& slices = model->slices();
  REQUIRE(slices.size() == 6);
  const std::vector<std::string> names{"0.weight", "0.bias",   "2.weight",
                                       "2.bias",   "4.weight", "4.bias"};
  const std::vector<std::vector<std::size_t>> shapes{{7, 13}, {7}, {5, 7}, {5}, {3, 5}, {3}};
  const std::vector<std::size_t> counts{91, 7, 35, 5, 15, 3};
  const std::vector<std::size_t> offsets{0, 96, 112, 160, 176, 192};
  const std::vector<std::size_t> fan_ins{13, 13, 7, 7, 5, 5};
  for (std::size_t j = 0; j < slices.size(); ++j) {
    CHECK(slices[j].name == names[j]);
    CHECK(slices[j].shape == shapes[j]);
    CHECK(slices[j].count == counts[j]);
    CHECK(slices[j].offset == offsets[j]);
    CHECK(slices[j].fan_in == fan_ins[j]);
  }
  CHECK(model->parameter_count() == 156);
  CHECK(model->padded_count() == 208);
}

TEST_CASE("mlp: every hidden layer has a ReLU, the last none; layers and slices agree") {
  const auto model = mlp({7, 5}, 13, 3);
  REQUIRE(model->layers().size() == 3);
  for (std::size_t l = 0; l < 3; ++l) {
    const auto& layer = std::get<DenseLayer>(model->layers()[l]);
    CHECK(layer.relu == (l < 2));
    CHECK(layer.weight_offset == model->slices()[2 * l].offset);
    CHECK(layer.bias_offset == model->slices()[2 * l + 1].offset);
    CHECK(std::vector<std::size_t>{layer.outputs, layer.inputs} == model->slices()[2 * l].shape);
  }
}

TEST_CASE("mlp: no hidden layer is a softmax regression") {
  CHECK(mlp({}, 13, 3)->layers().size() == 1);
  CHECK(mlp({}, 13, 3)->parameter_count() == 42);
}

TEST_CASE("mlp: a hidden layer without units is a broken invariant") {
  CHECK_THROWS_AS(mlp({7, 0}, 13, 3), BrokenInvariant);
}

TEST_CASE("mlp: initial parameters are uniform within 1/sqrt(fan_in), and padding is zero") {
  const auto model = mlp({200, 50}, 30, 3);
  FloatBuffer parameters(model->padded_count(), 9.0F);
  initialize(*model, Stream(1, Purpose::kInitialParameters), parameters);
  std::size_t end = 0;
  for (const ParameterSlice& slice : model->slices()) {
    CHECK(slice.offset >= end);
    for (; end < slice.offset; ++end) {
      CHECK(parameters[end] == 0.0F);
    }
    end = slice.offset + slice.count;
    double largest = 0.0;
    double mean = 0.0;
    double squares = 0.0;
    for (std::size_t i = slice.offset; i < end; ++i) {
      const auto w = static_cast<double>(parameters[i]);
      largest = std::max(largest, std::abs(w));
      mean += w / static_cast<double>(slice.count);
      squares += w * w / static_cast<double>(slice.count);
    }
    const double bound = 1.0 / std::sqrt(static_cast<double>(slice.fan_in));
    CHECK(largest <= bound * (1.0 + 1e-6));
    CHECK(largest > 0.0);
    if (slice.count > 1000) {
      CHECK(largest > 0.99 * bound);
      CHECK(std::abs(mean) < 0.03 * bound);
      CHECK(squares == Approx(bound * bound / 3.0).epsilon(0.06));  // variance of the uniform
    }
  }
  for (; end < parameters.size(); ++end) {
    CHECK(parameters[end] == 0.0F);
  }
}

TEST_CASE("mlp: the same stream gives the same initial parameters, another one others") {
  const auto model = mlp({7}, 13, 3);
  const auto from_seed = [&](std::uint64_t seed) {
    FloatBuffer parameters(model->padded_count());
    initialize(*model, Stream(seed, Purpose::kInitialParameters), parameters);
    return parameters;
  };
  CHECK(from_seed(1) == from_seed(1));
  CHECK(from_seed(1) != from_seed(2));
}

TEST_CASE("initialize: room for another number of parameters is a broken invariant") {
  const auto model = mlp({7}, 13, 3);
  FloatBuffer parameters(model->parameter_count());
  CHECK_THROWS_AS(initialize(*model, Stream(1, Purpose::kInitialParameters), parameters),
                  BrokenInvariant);
}
