#include "kernels/numerics.hpp"

#include <bit>
#include <limits>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/rng.hpp"

using namespace simgrad;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

double real(float x) {
  return static_cast<double>(x);
}

/// Cross-entropy in double, by log-sum-exp.
double loss_of(const std::vector<double>& logits, std::size_t label) {
  double sum = 0.0;
  for (const double z : logits) {
    sum += std::exp(z);
  }
  return std::log(sum) - logits[label];
}

SampleLoss loss_at(std::vector<float> logits, std::int32_t label) {
  return softmax_cross_entropy(logits.data(), logits.size(), label, 1.0F);
}

}  // namespace

TEST_CASE("relu: keeps the positive, NaN and infinity; its slope at 0 is 0") {
  CHECK(relu(2.5F) == 2.5F);
  CHECK(relu(-2.5F) == 0.0F);
  CHECK(relu(0.0F) == 0.0F);
  CHECK(relu(kInfinity) == kInfinity);
  CHECK(relu(-kInfinity) == 0.0F);
  CHECK(std::isnan(relu(kNaN)));
  CHECK(relu_slope(1e-30F) == 1.0F);
  CHECK(relu_slope(0.0F) == 0.0F);
}

TEST_CASE("exponential: relative error below 2e-7 from -87.3 to 88.7") {
  double largest = 0.0;
  for (int i = -873'000; i <= 887'000; ++i) {
    const float x = static_cast<float>(i) * 1e-4F;
    const double exact = std::exp(real(x));
    largest = std::max(largest, std::abs(real(exponential(x)) - exact) / exact);
  }
  CHECK(largest < 2e-7);
  CHECK(largest > 1e-8);
}

TEST_CASE("exponential: 1 at 0 exactly, finite up to its limit, 0 and infinity past its limits") {
  CHECK(exponential(0.0F) == 1.0F);
  CHECK(exponential(-0.0F) == 1.0F);
  CHECK(exponential(88.72283F) == Approx(3.4028e38).epsilon(1e-4));
  CHECK(exponential(std::nextafter(88.72283F, 100.0F)) == kInfinity);
  CHECK(exponential(-87.33654F) == Approx(1.1755e-38).epsilon(1e-4));
  CHECK(exponential(std::nextafter(-87.33654F, -100.0F)) == 0.0F);
  CHECK(exponential(kInfinity) == kInfinity);
  CHECK(exponential(-kInfinity) == 0.0F);
  CHECK(std::isnan(exponential(kNaN)));
}

TEST_CASE("softmax_cross_entropy: logits ln 1, ln 2, ln 5 have shares 1/8, 1/4, 5/8") {
  std::vector<float> logits{0.0F, 0.69314718F, 1.6094379F};
  const SampleLoss sample = softmax_cross_entropy(logits.data(), 3, 1, 0.5F);
  CHECK(sample.loss == Approx(std::log(4.0)).epsilon(1e-6));
  CHECK_FALSE(sample.correct);
  CHECK(logits[0] == Approx(0.5 * 0.125).epsilon(1e-6));
  CHECK(logits[1] == Approx(0.5 * (0.25 - 1.0)).epsilon(1e-6));
  CHECK(logits[2] == Approx(0.5 * 0.625).epsilon(1e-6));
}

TEST_CASE("softmax_cross_entropy: of equal largest logits the first is the prediction") {
  CHECK(loss_at({1.0F, 3.0F, 3.0F}, 1).correct);
  CHECK_FALSE(loss_at({1.0F, 3.0F, 3.0F}, 2).correct);
  CHECK(loss_at({0.0F, 0.0F}, 0).correct);
}

TEST_CASE("softmax_cross_entropy: the gradient is the loss's central difference and sums to 0") {
  Stream stream(1, Purpose::kTest);
  for (int round = 0; round < 100; ++round) {
    const std::size_t classes = 2 + stream.below(20);
    const auto label = static_cast<std::size_t>(stream.below(classes));
    std::vector<float> gradient(classes);
    for (float& z : gradient) {
      z = static_cast<float>(3.0 * stream.normal());
    }
    std::vector<double> logits(gradient.begin(), gradient.end());
    const SampleLoss sample =
        softmax_cross_entropy(gradient.data(), classes, static_cast<std::int32_t>(label), 1.0F);
    CHECK(sample.loss == Approx(loss_of(logits, label)).epsilon(1e-6).margin(1e-6));
    double sum = 0.0;
    double largest = 0.0;
    for (std::size_t c = 0; c < classes; ++c) {
      const double z = logits[c];
      logits[c] = z + 1e-5;
      const double above = loss_of(logits, label);
      logits[c] = z - 1e-5;
      const double below = loss_of(logits, label);
      logits[c] = z;
      largest = std::max(largest, std::abs((above - below) / 2e-5 - real(gradient[c])));
      sum += real(gradient[c]);
    }
    CHECK(largest < 1e-6);
    CHECK(std::abs(sum) < 1e-6);
  }
}

TEST_CASE("softmax_cross_entropy: logits far apart lose no digits and do not overflow") {
  CHECK(loss_at({1e4F, 0.0F}, 0).loss == 0.0);
  CHECK(loss_at({1e4F, 0.0F}, 1).loss == Approx(1e4));
  CHECK(loss_at({-3e38F, 3e38F}, 0).loss == Approx(6e38));
  CHECK(loss_at({-kInfinity, 0.0F}, 1).loss == 0.0);
  CHECK(loss_at({-kInfinity, 0.0F}, 0).loss == std::numeric_limits<double>::infinity());
}

TEST_CASE("softmax_cross_entropy: a NaN or infinite logit gives a NaN loss and is not correct") {
  for (const float bad : {kNaN, kInfinity}) {
    for (std::size_t place = 0; place < 3; ++place) {
      for (std::int32_t label = 0; label < 3; ++label) {
        std::vector<float> logits{0.5F, -1.0F, 2.0F};
        logits[place] = bad;
        const SampleLoss sample = softmax_cross_entropy(logits.data(), 3, label, 1.0F);
        CHECK(std::isnan(sample.loss));
        CHECK_FALSE(sample.correct);
        CHECK(std::isnan(logits[place]));
      }
    }
  }
  CHECK(std::isnan(loss_at({-kInfinity, -kInfinity}, 0).loss));
}

TEST_CASE("SgdRule: plain, w - lr g") {
  const SgdRule rule{.learning_rate = 0.5F};
  CHECK(rule.slots() == 0);
  CHECK(rule.is_plain());
  float w = 2.0F;
  rule.at(1).update(w, 3.0F, nullptr, nullptr);
  CHECK(w == 0.5F);
}

TEST_CASE("SgdRule: weight decay is added to the gradient") {
  const SgdRule rule{.learning_rate = 0.5F, .weight_decay = 0.25F};
  CHECK(rule.slots() == 0);
  CHECK_FALSE(rule.is_plain());
  float w = 2.0F;
  rule.at(1).update(w, 3.0F, nullptr, nullptr);  // g = 3 + 0.25 * 2
  CHECK(w == 0.25F);
}

TEST_CASE("SgdRule: the velocity starts as the first gradient and is scaled by momentum alone") {
  const SgdRule rule{.learning_rate = 0.5F, .momentum = 0.75F, .weight_decay = 0.25F};
  CHECK(rule.slots() == 1);
  CHECK_FALSE(rule.is_plain());
  float w = 2.0F;
  float velocity = 0.0F;
  rule.at(1).update(w, 3.0F, &velocity, nullptr);
  CHECK(velocity == 3.5F);  // 3 + 0.25 * 2
  CHECK(w == 0.25F);
  rule.at(2).update(w, 1.0F, &velocity, nullptr);
  CHECK(velocity == 3.6875F);  // 0.75 * 3.5 + (1 + 0.25 * 0.25)
  CHECK(w == -1.59375F);
}

TEST_CASE(
    "AdamWRule: the first step goes by the learning rate, after decay, whatever the gradient") {
  const AdamWRule rule{.learning_rate = 0.125F,
                       .beta1 = 0.5F,
                       .beta2 = 0.75F,
                       .epsilon = 1e-12F,
                       .weight_decay = 0.5F};
  CHECK(rule.slots() == 2);
  CHECK_FALSE(rule.is_plain());
  for (const float g : {-4.0F, 4.0F}) {
    float w = 2.0F;
    float m = 0.0F;
    float v = 0.0F;
    rule.at(1).update(w, g, &m, &v);
    CHECK(m == 0.5F * g);
    CHECK(v == 4.0F);
    CHECK(w == Approx(2.0 * (1.0 - 0.0625) - (g > 0.0F ? 0.125 : -0.125)).epsilon(1e-6));
  }
}

TEST_CASE("AdamWRule: a second step worked by hand, epsilon outside the corrected root") {
  const AdamWRule rule{.learning_rate = 0.125F,
                       .beta1 = 0.5F,
                       .beta2 = 0.75F,
                       .epsilon = 1.0F,
                       .weight_decay = 0.5F};
  float w = 2.0F;
  float m = 2.0F;
  float v = 4.0F;
  rule.at(2).update(w, 8.0F, &m, &v);
  CHECK(m == 5.0F);   // 0.5 * 2 + 0.5 * 8
  CHECK(v == 19.0F);  // 0.75 * 4 + 0.25 * 64
  // m / (1 - 1/4) = 20/3; sqrt(v / (1 - 9/16)) = sqrt(19 * 16 / 7)
  const double step = 0.125 * (20.0 / 3.0) / (std::sqrt(19.0 * 16.0 / 7.0) + 1.0);
  CHECK(w == Approx(2.0 * 0.9375 - step).epsilon(1e-6));
}

TEST_CASE("AdamWRule: no gradient moves nothing but the decay") {
  const AdamWRule rule{.learning_rate = 0.125F,
                       .beta1 = 0.9F,
                       .beta2 = 0.999F,
                       .epsilon = 1e-8F,
                       .weight_decay = 0.5F};
  float w = 1.0F;
  float zero = 0.0F;
  float m = 0.0F;
  float v = 0.0F;
  rule.at(1).update(w, 0.0F, &m, &v);
  CHECK(w == 0.9375F);
  rule.at(1).update(zero, 0.0F, &m, &v);
  CHECK(zero == 0.0F);
}

TEST_CASE("AdamWRule: the ten-thousandth step is finite and no longer corrected") {
  const AdamWRule rule{.learning_rate = 0.001F, .beta1 = 0.9F, .beta2 = 0.999F, .epsilon = 1e-8F};
  CHECK(rule.at(10'000).step_size == Approx(0.001).epsilon(1e-6));
  CHECK(rule.at(100'000).root_correction == Approx(1.0).epsilon(1e-6));
  CHECK(rule.at(1).step_size == Approx(0.01).epsilon(1e-5));
  CHECK(rule.at(1).root_correction == Approx(std::sqrt(0.001)).epsilon(1e-4));
}

TEST_CASE("round_to_tf32: ten explicit mantissa bits, to nearest, ties to even") {
  const float u = 0x1p-11F;
  CHECK(round_to_tf32(1.0F) == 1.0F);
  CHECK(round_to_tf32(1.0F + 2.0F * u) == 1.0F + 2.0F * u);
  CHECK(round_to_tf32(1.0F + u) == 1.0F);                    // tie: 1 is even
  CHECK(round_to_tf32(1.0F + 3.0F * u) == 1.0F + 4.0F * u);  // tie: 1 + 4 u is even
  CHECK(round_to_tf32(1.0F + u + 0x1p-23F) == 1.0F + 2.0F * u);
  CHECK(round_to_tf32(1.0F + 3.0F * u - 0x1p-23F) == 1.0F + 2.0F * u);
  CHECK(round_to_tf32(-1.0F - 3.0F * u) == -1.0F - 4.0F * u);
  CHECK(round_to_tf32(2.0F - u) == 2.0F);  // the carry goes into the exponent
  CHECK(round_to_tf32(0x1.234p+20F) == 0x1.234p+20F);
  CHECK(round_to_tf32(0x1.2346p+20F) == 0x1.234p+20F);
  CHECK(round_to_tf32(0x1.2366p+20F) == 0x1.238p+20F);
}

TEST_CASE("round_to_bfloat16: seven explicit mantissa bits, to nearest, ties to even") {
  const float u = 0x1p-8F;
  CHECK(round_to_bfloat16(1.0F + 2.0F * u) == 1.0F + 2.0F * u);
  CHECK(round_to_bfloat16(1.0F + u) == 1.0F);
  CHECK(round_to_bfloat16(1.0F + 3.0F * u) == 1.0F + 4.0F * u);
  CHECK(round_to_bfloat16(1.0F + u + 0x1p-23F) == 1.0F + 2.0F * u);
  CHECK(round_to_bfloat16(-1.0F - 3.0F * u) == -1.0F - 4.0F * u);
  CHECK(round_to_bfloat16(2.0F - u) == 2.0F);
  CHECK(round_to_bfloat16(3.14159265F) == 3.140625F);
}

TEST_CASE("round_to_tf32, round_to_bfloat16: zeros, the smallest, the largest, infinite and NaN") {
  for (float (*round)(float) : {round_to_tf32, round_to_bfloat16}) {
    CHECK(round(0.0F) == 0.0F);
    CHECK(std::signbit(round(-0.0F)));
    CHECK(round(0x1p-149F) == 0.0F);  // denormal numbers have a coarser grid, too
    CHECK(round(0x1p-130F) == 0x1p-130F);
    CHECK(round(0x1.fcp+127F) == 0x1.fcp+127F);
    CHECK(round(std::numeric_limits<float>::max()) == kInfinity);
    CHECK(round(-std::numeric_limits<float>::max()) == -kInfinity);
    CHECK(round(kInfinity) == kInfinity);
    CHECK(round(-kInfinity) == -kInfinity);
    CHECK(std::isnan(round(kNaN)));
    const float quiet = std::bit_cast<float>(0x7fffffffU);  // a carry would make it -0
    CHECK(std::isnan(round(quiet)));
    const float signalling = std::bit_cast<float>(0x7f800001U);  // dropped bits would make it inf
    CHECK(std::isnan(round(signalling)));
  }
  CHECK(round_to_tf32(0x1.ffcp+127F) == 0x1.ffcp+127F);
  CHECK(round_to_tf32(0x1.ffdp+127F) == 0x1.ffcp+127F);
  CHECK(round_to_tf32(0x1.ffep+127F) == kInfinity);  // tie, and the even neighbour is 2^128
  CHECK(round_to_bfloat16(0x1.ffp+127F) == kInfinity);
}

TEST_CASE("round_to_tf32, round_to_bfloat16: the nearest of the numbers that the format has") {
  Stream stream(1, Purpose::kTest);
  double largest_tf32 = 0.0;
  double largest_bfloat16 = 0.0;
  for (int i = 0; i < 10'000; ++i) {
    const auto x = static_cast<float>(stream.normal() * std::exp(10.0 * stream.normal()));
    const float tf32 = round_to_tf32(x);
    const float bfloat16 = round_to_bfloat16(x);
    CHECK(std::bit_cast<std::uint32_t>(tf32) % (1U << 13U) == 0);
    CHECK(std::bit_cast<std::uint32_t>(bfloat16) % (1U << 16U) == 0);
    CHECK(round_to_tf32(tf32) == tf32);
    CHECK(round_to_bfloat16(bfloat16) == bfloat16);
    largest_tf32 = std::max(largest_tf32, std::abs(real(tf32) / real(x) - 1.0));
    largest_bfloat16 = std::max(largest_bfloat16, std::abs(real(bfloat16) / real(x) - 1.0));
  }
  CHECK(largest_tf32 <= 0x1p-11);
  CHECK(largest_tf32 > 0.9 * 0x1p-11);
  CHECK(largest_bfloat16 <= 0x1p-8);
  CHECK(largest_bfloat16 > 0.9 * 0x1p-8);
}
