#pragma once

#include <algorithm>
#include <cmath>
#include <span>
#include <variant>
#include <vector>

#include "kernels/work.hpp"
#include "tests/support/reference_network.hpp"

/// Optimizers and local training in double precision, written from their formulas.
namespace simgrad::test {

/// w ← w − η v, v ← μ v + g + λ w; Nesterov's w ← w − η (g + λ w + μ v).
inline void apply_one(const SgdRule& rule, std::int64_t /*t*/, double g, double& w, double* slot0,
                      double* /*slot1*/) {
  const double momentum = static_cast<double>(rule.momentum);
  const double decayed = g + static_cast<double>(rule.weight_decay) * w;
  double v = decayed;
  if (slot0 != nullptr) {
    v += momentum * *slot0;
    *slot0 = v;
  }
  w -= static_cast<double>(rule.learning_rate) * (rule.nesterov ? decayed + momentum * v : v);
}

/// Loshchilov and Hutter 2019, Algorithm 2, with the decay scaled by η.
inline void apply_one(const AdamWRule& rule, std::int64_t t, double g, double& w, double* slot0,
                      double* slot1) {
  const double beta1 = static_cast<double>(rule.beta1);
  const double beta2 = static_cast<double>(rule.beta2);
  const double eta = static_cast<double>(rule.learning_rate);
  *slot0 = beta1 * *slot0 + (1.0 - beta1) * g;
  *slot1 = beta2 * *slot1 + (1.0 - beta2) * g * g;
  const double m_hat = *slot0 / (1.0 - std::pow(beta1, t));
  const double v_hat = *slot1 / (1.0 - std::pow(beta2, t));
  w -= eta * static_cast<double>(rule.weight_decay) * w;
  w -= eta * m_hat / (std::sqrt(v_hat) + static_cast<double>(rule.epsilon));
}

/// One step t >= 1 of a training state: P parameters, then the optimizer's slots of P each.
inline void apply(const UpdateRule& rule, std::int64_t t, const std::vector<double>& gradient,
                  std::vector<double>& state) {
  const std::size_t count = gradient.size();
  for (std::size_t i = 0; i < count; ++i) {
    double* slot0 = state.size() > count ? &state[count + i] : nullptr;
    double* slot1 = state.size() > 2 * count ? &state[2 * count + i] : nullptr;
    std::visit(
        [&](const auto& kind) {
          apply_one(kind, t, gradient[i], state[i], slot0, slot1);
        },
        rule);
  }
}

struct TrainingLoss {
  double sum = 0.0;
  std::int64_t samples = 0;
};

/// Trains `network` as `work` says, from the parameters that it has: each epoch shuffles the order
/// that the epoch before has left.
inline TrainingLoss train(ReferenceNetwork& network, const LocalTraining& work) {
  const std::size_t count = network.parameters.size();
  std::vector<double> state = network.parameters;
  state.resize(count * (1 + slots(work.optimizer)));
  std::vector<std::uint32_t> order = *work.samples;
  Stream stream = work.stream;
  TrainingLoss loss;
  std::int64_t t = 0;
  for (std::int64_t epoch = 0; epoch < work.epochs; ++epoch) {
    stream.shuffle(std::span<std::uint32_t>(order));
    std::vector<std::uint32_t> batch;
    for (std::size_t i = 0; i < order.size(); ++i) {
      batch.push_back(order[i]);
      if (batch.size() != static_cast<std::size_t>(work.batch_size) && i + 1 < order.size()) {
        continue;
      }
      std::vector<double> gradient;
      const double mean = network.loss_and_gradient(work.data->train, batch, gradient);
      loss.sum += mean * static_cast<double>(batch.size());
      loss.samples += static_cast<std::int64_t>(batch.size());
      apply(work.optimizer, ++t, gradient, state);
      std::copy(state.begin(), state.begin() + static_cast<long>(count),
                network.parameters.begin());
      batch.clear();
    }
  }
  return loss;
}

}  // namespace simgrad::test
