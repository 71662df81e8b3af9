#include "tests/support/reference_network.hpp"

#include <numeric>

#include <catch2/catch.hpp>

#include "tests/support/networks.hpp"

using namespace simgrad;

TEST_CASE("reference network: a softmax regression worked by hand") {
  Model model({2, 1, 1}, 2);
  model.add_dense(2, false);
  Samples data = make_samples(1, 2);
  data.row(0)[0] = 1.0F;
  data.row(0)[1] = 2.0F;
  data.labels[0] = 1;
  test::ReferenceNetwork network(model);
  const auto& layer = std::get<DenseLayer>(model.layers().front());
  network.parameters[layer.weight_offset] = std::log(3.0);  // z = (ln 3, 0): softmax (3/4, 1/4)
  std::vector<double> gradient;
  const std::vector<std::uint32_t> batch{0};
  CHECK(network.loss_and_gradient(data, batch, gradient) == Approx(std::log(4.0)).epsilon(1e-12));
  CHECK(gradient[layer.weight_offset + 0] == Approx(0.75).epsilon(1e-12));
  CHECK(gradient[layer.weight_offset + 1] == Approx(1.5).epsilon(1e-12));
  CHECK(gradient[layer.weight_offset + 2] == Approx(-0.75).epsilon(1e-12));
  CHECK(gradient[layer.weight_offset + 3] == Approx(-1.5).epsilon(1e-12));
  CHECK(gradient[layer.bias_offset + 0] == Approx(0.75).epsilon(1e-12));
  CHECK(gradient[layer.bias_offset + 1] == Approx(-0.75).epsilon(1e-12));
  CHECK(network.evaluate(data).correct == 0);
  data.labels[0] = 0;
  CHECK(network.evaluate(data).correct == 1);
  CHECK(network.evaluate(data).mean_loss == Approx(std::log(4.0 / 3.0)).epsilon(1e-12));
}

TEST_CASE("reference network: the gradient is the central difference of the loss") {
  for (const auto& model : test::networks()) {
    const auto data = test::random_dataset(*model, 9, 1);
    test::ReferenceNetwork network(*model);
    network.set(test::random_parameters(*model));
    const std::vector<std::uint32_t> batch{0, 3, 8, 3};
    std::vector<double> gradient;
    network.loss_and_gradient(data->train, batch, gradient);
    // Parameters in between are alike.
    const std::size_t stride = 1 + gradient.size() / 200;
    double largest = 0.0;
    for (std::size_t i = 0; i < gradient.size(); i += stride) {
      const double w = network.parameters[i];
      const double h = 1e-6;
      network.parameters[i] = w + h;
      const double above = network.loss(data->train, batch);
      network.parameters[i] = w - h;
      const double below = network.loss(data->train, batch);
      network.parameters[i] = w;
      largest = std::max(largest, std::abs((above - below) / (2.0 * h) - gradient[i]));
    }
    CHECK(largest < 1e-8);
  }
}

TEST_CASE("reference network: a convolution and a pooling worked by hand") {
  // Padded by 0 the 2 x 2 kernel sees (1 2 / 4 5), (2 3 / 5 6), … of 1 … 9.
  Model model({1, 3, 3}, 1);
  model.add_convolution(1, 2, 0, false);
  model.add_max_pool();
  Samples data = make_samples(1, 9);
  std::iota(data.row(0), data.row(0) + 9, 1.0F);
  test::ReferenceNetwork network(model);
  const auto& layer = std::get<ConvolutionLayer>(model.layers().front());
  for (std::size_t i = 0; i < 4; ++i) {
    network.parameters[layer.weight_offset + i] = i == 3 ? -1.0 : 1.0;  // x00 + x01 + x10 - x11
  }
  network.parameters[layer.bias_offset] = 0.5;
  const std::vector<std::vector<double>> values = network.forward(data.row(0));
  CHECK(values[1] == std::vector<double>{2.5, 4.5, 8.5, 10.5});
  CHECK(values[2] == std::vector<double>{10.5});
  std::vector<double> gradient(network.parameters.size(), 0.0);
  network.add_gradient(values, {2.0}, gradient);
  // Only the patch 5 6 8 9 of the largest output passes.
  CHECK(gradient[layer.weight_offset + 0] == 10.0);
  CHECK(gradient[layer.weight_offset + 1] == 12.0);
  CHECK(gradient[layer.weight_offset + 2] == 16.0);
  CHECK(gradient[layer.weight_offset + 3] == 18.0);
  CHECK(gradient[layer.bias_offset] == 2.0);
}

TEST_CASE("reference network: of equal ones a pooling takes the first in row order") {
  const MaxPoolLayer pool{{1, 2, 4}, {1, 1, 2}};
  CHECK(test::ReferencePool::source(pool, {1, 3, 0, 0, 3, 3, 0, 0}, 0) == 1);
  CHECK(test::ReferencePool::source(pool, {1, 3, 0, 0, 3, 3, 0, 0}, 1) == 2);
}

TEST_CASE("reference network: padding has no gradient") {
  const auto model = test::network_of({3, 2});
  const auto data = test::random_dataset(3, 2, 4, 1);
  test::ReferenceNetwork network(*model);
  network.set(test::random_parameters(*model));
  std::vector<double> gradient;
  network.loss_and_gradient(data->train, std::vector<std::uint32_t>{0, 1, 2, 3}, gradient);
  CHECK(gradient.size() == 32);
  for (const std::size_t i : {6U, 15U, 18U, 31U}) {
    CHECK(gradient[i] == 0.0);
  }
}

TEST_CASE("mismatch: not finite or of other length is infinitely far") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<double> b{1.0, 2.0};
  CHECK(test::mismatch(std::vector<float>{1.0F, 2.5F}, b, 0.1, 0.2) == Approx(1.0));
  CHECK(std::isinf(test::mismatch(std::vector<float>{1.0F, nan}, b, 0.1, 0.2)));
  CHECK(std::isinf(test::mismatch(std::vector<float>{1.0F}, b, 0.1, 0.2)));
  CHECK(std::isinf(test::mismatch(std::vector<float>{nan}, std::vector<double>{NAN}, 0.1, 0.2)));
}
