#include <catch2/catch.hpp>

#include "kernels/optimizers/optimizer.hpp"
#include "tests/support/arguments.hpp"

using namespace simgrad;

namespace {

SgdRule sgd(std::initializer_list<std::pair<std::string, Argument>> given = {}) {
  const auto* info = find_component(optimizers(), "sgd");
  REQUIRE(info != nullptr);
  return std::get<SgdRule>(info->make(test::arguments_for(*info, given)));
}

}  // namespace

TEST_CASE("sgd: by default a learning rate of 0.1 and nothing else") {
  const SgdRule rule = sgd();
  CHECK(rule.learning_rate == 0.1F);
  CHECK(rule.is_plain());
  CHECK(slots(UpdateRule(rule)) == 0);
}

TEST_CASE("sgd: arguments reach the rule, and only momentum needs a state") {
  const SgdRule decaying =
      sgd({{"learning_rate", test::real(0.25)}, {"weight_decay", test::real(0.5)}});
  CHECK(decaying.learning_rate == 0.25F);
  CHECK(decaying.weight_decay == 0.5F);
  CHECK(decaying.momentum == 0.0F);
  CHECK(slots(UpdateRule(decaying)) == 0);
  const SgdRule heavy = sgd({{"momentum", test::real(0.75)}});
  CHECK(heavy.momentum == 0.75F);
  CHECK(heavy.weight_decay == 0.0F);
  CHECK(slots(UpdateRule(heavy)) == 1);
}

TEST_CASE("sgd: on a quadratic, momentum follows the recurrence of the heavy ball") {
  // f(w) = w^2 / 2 has g = w: w' = w - lr v', v' = mu v + w.
  const SgdRule rule = sgd({{"momentum", test::real(0.5)}, {"learning_rate", test::real(0.25)}});
  float w = 1.0F;
  float velocity = 0.0F;
  std::vector<float> path;
  for (std::int64_t t = 1; t <= 4; ++t) {
    rule.at(t).update(w, w, &velocity, nullptr);
    path.push_back(w);
  }
  CHECK(path == std::vector<float>{0.75F, 0.4375F, 0.171875F, -0.00390625F});
}

TEST_CASE("sgd: Nesterov's momentum steps by the gradient and the velocity that it has made") {
  // torch.optim.SGD([w], lr=0.25, momentum=0.5, nesterov=True) on w^2 / 2, exact in binary:
  // v' = v / 2 + w, w' = w - (w + v' / 2) / 4.
  const SgdRule rule = sgd({{"momentum", test::real(0.5)},
                            {"learning_rate", test::real(0.25)},
                            {"nesterov", test::boolean(true)}});
  float w = 1.0F;
  float velocity = 0.0F;
  std::vector<float> path;
  for (std::int64_t t = 1; t <= 4; ++t) {
    rule.at(t).update(w, w, &velocity, nullptr);
    path.push_back(w);
  }
  CHECK(path == std::vector<float>{0.625F, 0.328125F, 0.134765625F, 0.028564453125F});
}

TEST_CASE("sgd: Nesterov's momentum needs a momentum") {
  CHECK_THROWS_AS(sgd({{"nesterov", test::boolean(true)}}), Error);
}
