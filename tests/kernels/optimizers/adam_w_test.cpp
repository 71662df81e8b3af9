#include <catch2/catch.hpp>

#include "kernels/optimizers/optimizer.hpp"
#include "kernels/rng.hpp"
#include "tests/support/arguments.hpp"

using namespace simgrad;

namespace {

AdamWRule adam_w(std::initializer_list<std::pair<std::string, Argument>> given = {}) {
  const auto* info = find_component(optimizers(), "adam_w");
  REQUIRE(info != nullptr);
  return std::get<AdamWRule>(info->make(test::arguments_for(*info, given)));
}

}  // namespace

TEST_CASE("adam_w: by default PyTorch's constants") {
  const AdamWRule rule = adam_w();
  CHECK(rule.learning_rate == 0.001F);
  CHECK(rule.beta1 == 0.9F);
  CHECK(rule.beta2 == 0.999F);
  CHECK(rule.epsilon == 1e-8F);
  CHECK(rule.weight_decay == 0.01F);
  CHECK(slots(UpdateRule(rule)) == 2);
}

TEST_CASE("adam_w: arguments reach the rule") {
  const AdamWRule rule = adam_w({{"learning_rate", test::real(0.5)},
                                 {"beta1", test::real(0.25)},
                                 {"beta2", test::real(0.75)},
                                 {"epsilon", test::real(0.125)},
                                 {"weight_decay", test::real(0.0625)}});
  CHECK(rule.learning_rate == 0.5F);
  CHECK(rule.beta1 == 0.25F);
  CHECK(rule.beta2 == 0.75F);
  CHECK(rule.epsilon == 0.125F);
  CHECK(rule.weight_decay == 0.0625F);
}

TEST_CASE("adam_w: a hundred steps on random gradients agree with the paper's formula in double") {
  const AdamWRule rule = adam_w({{"learning_rate", test::real(0.01)}});
  const double lr = 0.01;
  float w = 1.0F;
  float slot0 = 0.0F;
  float slot1 = 0.0F;
  double exact = 1.0;
  double m = 0.0;
  double v = 0.0;
  double largest = 0.0;
  Stream stream(1, Purpose::kTest);
  for (int t = 1; t <= 100; ++t) {
    const auto g = static_cast<float>(stream.normal() + 1.0);
    rule.at(t).update(w, g, &slot0, &slot1);
    m = 0.9 * m + 0.1 * static_cast<double>(g);
    v = 0.999 * v + 0.001 * static_cast<double>(g) * static_cast<double>(g);
    const double m_hat = m / (1.0 - std::pow(0.9, t));
    const double v_hat = v / (1.0 - std::pow(0.999, t));
    exact = exact - lr * 0.01 * exact - lr * m_hat / (std::sqrt(v_hat) + 1e-8);
    largest = std::max(largest, std::abs(static_cast<double>(w) - exact));
  }
  CHECK(largest < 3e-6);
  CHECK(exact < 0.5);
}
