#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <variant>

#include "kernels/host_device.hpp"

/// The elementwise arithmetic as one text for CPU and GPU: what is tested on a CPU is what runs on
/// a GPU. Compiled without FMA contraction, so that optimisation levels agree to the last bit.
namespace simgrad {

/// max(x, 0). NaN passes, so that divergence shows.
SIMGRAD_HOST_DEVICE inline float relu(float x) {
  return x < 0.0F ? 0.0F : x;
}

/// Derivative of relu by its output y: 1 where y > 0, else 0.
SIMGRAD_HOST_DEVICE inline float relu_slope(float y) {
  return y > 0.0F ? 1.0F : 0.0F;
}

// Precisions less than float32, as on a GPU's tensor cores: the two operands of every product (of
// dense and convolution layers: forward, input gradient, weight gradient) are rounded to nearest
// even; sums are float32, and so are parameters, activations, gradients and the update.
//
// Rounding errs by u = 2^-11 (tf32) or 2^-8 (bf16) of an operand at most, so a product errs by
// (2 u + u²) Σ |x_i w_i| and what float32's sum adds.

/// x with its mantissa's lowest `dropped` explicit bits rounded away, to nearest, ties to even.
/// Past the largest number it is infinite; infinities stay, NaN stays NaN.
SIMGRAD_HOST_DEVICE inline float round_mantissa(float x, std::uint32_t dropped) {
  if (!(x == x)) {
    return x;
  }
  std::uint32_t bits = 0;
  memcpy(&bits, &x, sizeof bits);
  const std::uint32_t last_kept = bits >> dropped & 1U;
  // A carry out of the mantissa goes into the exponent, where it belongs.
  bits += (1U << (dropped - 1U)) - 1U + last_kept;
  bits &= ~((1U << dropped) - 1U);
  memcpy(&x, &bits, sizeof x);
  return x;
}

/// x in NVIDIA's TensorFloat-32: 10 explicit mantissa bits, so |error| <= 2^-11 |x|; float's range.
SIMGRAD_HOST_DEVICE inline float round_to_tf32(float x) {
  return round_mantissa(x, 13);
}

/// x in bfloat16: 7 explicit mantissa bits, so |error| <= 2^-8 |x|; float's range.
SIMGRAD_HOST_DEVICE inline float round_to_bfloat16(float x) {
  return round_mantissa(x, 16);
}

/// What numbers become when they travel in fewer bytes: 4, 2 and 1 each.
///
/// int8: symmetric over the whole array, scale s = max |x| / 127, q = x / s rounded to nearest,
/// ties to even, in [−127, 127]; what arrives is q s, so |error| <= s / 2 and float's rounding. An
/// array of zeros stays zero, as does one so small that s underflows. NaN or an infinity anywhere
/// makes every number NaN: divergence shows.
enum class WireFormat { kFloat32, kBfloat16, kInt8 };

/// max(largest, |x|), and NaN once there was one.
SIMGRAD_HOST_DEVICE inline float larger_magnitude(float largest, float x) {
  const float magnitude = fabsf(x);
  return magnitude > largest || magnitude != magnitude ? magnitude : largest;
}

/// The scale of int8 for an array whose largest magnitude is `largest`.
SIMGRAD_HOST_DEVICE inline float int8_scale(float largest) {
  return largest / 127.0F;
}

/// x as int8 with `scale` can say it: q s.
SIMGRAD_HOST_DEVICE inline float round_to_int8(float x, float scale) {
  if (scale == 0.0F) {
    return 0.0F;
  }
  const float q = rintf(x / scale);
  return (q > 127.0F ? 127.0F : q < -127.0F ? -127.0F : q) * scale;
}

/// x with one of its 32 bits flipped: 0 the mantissa's lowest, 31 the sign.
SIMGRAD_HOST_DEVICE inline float with_flipped_bit(float x, std::uint32_t bit) {
  std::uint32_t bits = 0;
  memcpy(&bits, &x, sizeof bits);
  bits ^= 1U << bit;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/// e^x, relative error below 2e-7 on [−87.3, 88.7]; 0 below, +inf above, NaN for NaN.
///
/// x = n ln 2 + r, |r| <= ln 2 / 2, e^r by the polynomial of degree 5 in Cephes' expf (Moshier).
SIMGRAD_HOST_DEVICE inline float exponential(float x) {
  if (x > 88.72283F) {
    return HUGE_VALF;
  }
  if (x < -87.33654F) {
    return 0.0F;
  }
  if (!(x == x)) {
    return x;
  }
  const float n = floorf(x * 1.44269504088896341F + 0.5F);
  const float r = (x - n * 0.693359375F) - n * -2.12194440e-4F;
  float p = 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  return ldexpf(p * r * r + r + 1.0F, static_cast<int>(n));
}

/// What softmax cross-entropy says of one sample.
struct SampleLoss {
  double loss = 0.0;     // −ln softmax(z)[label]
  bool correct = false;  // the first largest logit is the label's
};

/// (e_c / Σ e − [c is the label]) scale, of `term` e_c = e^{z_c − m}: softmax cross-entropy's
/// gradient.
SIMGRAD_HOST_DEVICE inline float softmax_gradient(float term, float sum, bool is_label,
                                                  float scale) {
  return (term / sum - (is_label ? 1.0F : 0.0F)) * scale;
}

/// −ln softmax(z)[label] = ln Σ_c e^{z_c − m} − (z_label − m), m = max z.
/// @param sum  Σ_c e^{z_c − m}
SIMGRAD_HOST_DEVICE inline double cross_entropy(float sum, float target, float largest) {
  return log(static_cast<double>(sum)) -
         (static_cast<double>(target) - static_cast<double>(largest));
}

/// Softmax cross-entropy of one sample and, in place, its gradient by the logits, times `scale`.
///
/// loss = ln Σ_c e^{z_c − m} − (z_label − m), m = max z;  z_c ← (softmax(z)_c − [c = label]) scale.
/// @param logits  C floats, overwritten by the gradient
/// A NaN logit gives a NaN loss.
SIMGRAD_HOST_DEVICE inline SampleLoss softmax_cross_entropy(float* logits, std::size_t classes,
                                                            std::int32_t label, float scale) {
  std::size_t best = 0;
  for (std::size_t c = 1; c < classes; ++c) {
    best = logits[c] > logits[best] ? c : best;
  }
  const float largest = logits[best];
  const auto target = static_cast<std::size_t>(label);
  const float target_logit = logits[target];
  float sum = 0.0F;
  for (std::size_t c = 0; c < classes; ++c) {
    logits[c] = exponential(logits[c] - largest);
    sum += logits[c];
  }
  for (std::size_t c = 0; c < classes; ++c) {
    logits[c] = softmax_gradient(logits[c], sum, c == target, scale);
  }
  return {cross_entropy(sum, target_logit, largest), best == target && sum == sum};
}

/// SGD with coupled L2 decay and heavy-ball momentum, no dampening: g ← g + λ w; v ← μ v + g;
/// w ← w − η v; with Nesterov's momentum w ← w − η (g + μ v).
///
/// Source: Sutskever et al. 2013, in torch.optim.SGD's form (η outside the velocity).
struct SgdRule {
  float learning_rate = 0.0F;
  float momentum = 0.0F;
  float weight_decay = 0.0F;
  bool nesterov = false;  // of a momentum above 0

  /// State arrays per parameter.
  [[nodiscard]] std::size_t slots() const { return momentum == 0.0F ? 0 : 1; }
  /// w ← w − η g and nothing else: devices fold it into the product that makes the gradient.
  [[nodiscard]] bool is_plain() const { return momentum == 0.0F && weight_decay == 0.0F; }
  /// The rule at step t >= 1.
  [[nodiscard]] SgdRule at(std::int64_t /*t*/) const { return *this; }

  SIMGRAD_HOST_DEVICE void update(float& w, float g, float* slot0, float* /*slot1*/) const {
    g = g + weight_decay * w;
    float v = g;
    if (momentum != 0.0F) {
      v = momentum * *slot0 + g;
      *slot0 = v;
      v = nesterov ? g + momentum * v : v;
    }
    w = w - learning_rate * v;
  }
};

/// Adam with decoupled weight decay: w ← w (1 − η λ); m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂)
/// g²; w ← w − η/(1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε).
///
/// Source: Loshchilov and Hutter 2019 (arXiv:1711.05101), in torch.optim.AdamW's form: the decay is
/// scaled by the learning rate.
struct AdamWRule {
  float learning_rate = 0.0F;
  float beta1 = 0.0F;
  float beta2 = 0.0F;
  float epsilon = 0.0F;
  float weight_decay = 0.0F;
  float step_size = 0.0F;        // η / (1 − β₁ᵗ), by at()
  float root_correction = 1.0F;  // √(1 − β₂ᵗ), by at()

  [[nodiscard]] std::size_t slots() const { return 2; }
  [[nodiscard]] bool is_plain() const { return false; }
  [[nodiscard]] AdamWRule at(std::int64_t t) const {
    AdamWRule rule = *this;
    const auto power = static_cast<double>(t);
    rule.step_size = static_cast<float>(static_cast<double>(learning_rate) /
                                        (1.0 - std::pow(static_cast<double>(beta1), power)));
    rule.root_correction =
        static_cast<float>(std::sqrt(1.0 - std::pow(static_cast<double>(beta2), power)));
    return rule;
  }

  SIMGRAD_HOST_DEVICE void update(float& w, float g, float* slot0, float* slot1) const {
    const float m = beta1 * *slot0 + (1.0F - beta1) * g;
    const float v = beta2 * *slot1 + (1.0F - beta2) * g * g;
    *slot0 = m;
    *slot1 = v;
    w = w * (1.0F - learning_rate * weight_decay) -
        step_size * (m / (sqrtf(v) / root_correction + epsilon));
  }
};

using UpdateRule = std::variant<SgdRule, AdamWRule>;

/// State arrays per parameter that `rule` keeps.
inline std::size_t slots(const UpdateRule& rule) {
  return std::visit(
      [](const auto& r) {
        return r.slots();
      },
      rule);
}

}  // namespace simgrad
