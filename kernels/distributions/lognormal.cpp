#include <cmath>

#include "kernels/distributions/distribution.hpp"

namespace simgrad {
namespace {

/// X = median · exp(sigma Z),  Z ~ N(0, 1),  mean = median · exp(sigma² / 2).
class Lognormal final : public Distribution {
 public:
  Lognormal(double median_s, double sigma) : median_s_(median_s), sigma_(sigma) {}
  double draw(Stream& stream) const override {
    return median_s_ * std::exp(sigma_ * stream.normal());
  }
  [[nodiscard]] double mean() const override { return median_s_ * std::exp(0.5 * sigma_ * sigma_); }

 private:
  double median_s_;
  double sigma_;
};

std::shared_ptr<const Distribution> make(const Arguments& arguments) {
  return std::make_shared<Lognormal>(arguments.real("median"), arguments.real("sigma"));
}

}  // namespace

extern const DistributionInfo lognormal_info;
const DistributionInfo lognormal_info{
    {DistributionInfo::kFamily,
     "lognormal",
     "A typical value and a long tail: repairs, compute times",
     "-",
     {
         {"median", Type::kSeconds, "median", kRequired, kPositiveDuration},
         {"sigma", Type::kReal, "standard deviation of the logarithm", kRequired, Range{0.0, 10.0}},
     }},
    make};

}  // namespace simgrad
