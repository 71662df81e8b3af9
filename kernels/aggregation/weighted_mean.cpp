#include <algorithm>
#include <array>
#include <numeric>

#include "kernels/aggregation/aggregation.hpp"

namespace simgrad {
namespace {

/// out = Σ_k (n_k / n) w_k, n = Σ_k n_k; summed in double, in client order, then rounded once.
///
/// Cost: 2 K P flop, 4 (K + 1) P bytes.
class WeightedMean : public AggregationRule {
 public:
  std::size_t combine(std::span<const float* const> updates, std::span<const double> weights,
                      std::span<float> out) const override {
    SIMGRAD_REQUIRE(!updates.empty() && updates.size() == weights.size(),
                    "one weight for each update, at least one update");
    const std::vector<double> share = factors(weights);
    for (std::size_t begin = 0; begin < out.size(); begin += kBlock) {
      const std::size_t length = std::min(kBlock, out.size() - begin);
      std::array<double, kBlock> sum{};
      for (std::size_t k = 0; k < updates.size(); ++k) {
        const float* update = updates[k] + begin;
        for (std::size_t i = 0; i < length; ++i) {
          sum[i] += share[k] * static_cast<double>(update[i]);
        }
      }
      for (std::size_t i = 0; i < length; ++i) {
        out[begin + i] = static_cast<float>(sum[i]);
      }
    }
    return updates.size();
  }

  [[nodiscard]] std::vector<double> factors(std::span<const double> weights) const override {
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<double> shares(weights.begin(), weights.end());
    for (double& share : shares) {
      share /= total;
    }
    return shares;
  }

 private:
  static constexpr std::size_t kBlock = 1024;
};

std::shared_ptr<const AggregationRule> make(const Arguments& /*arguments*/) {
  return std::make_shared<WeightedMean>();
}

}  // namespace

extern const AggregationInfo weighted_mean_info;
const AggregationInfo weighted_mean_info{
    {"aggregation",
     "weighted_mean",
     "Mean of the updates, weighted by each node's samples",
     "McMahan et al. 2017 (arXiv:1602.05629), Algorithm 1, server update",
     {}},
    make};

}  // namespace simgrad
