#include <cmath>

#include "kernels/distributions/distribution.hpp"

namespace simgrad {
namespace {

/// X = shift + median · exp(sigma Z),  Z ~ N(0, 1),  mean = shift + median · exp(sigma² / 2).
///
/// With a shift, the least time that work takes, the median is that of what comes on top of it.
class Lognormal final : public Distribution {
 public:
  Lognormal(double median_s, double sigma, double shift_s)
      : median_s_(median_s), sigma_(sigma), shift_s_(shift_s) {}
  double draw(Stream& stream) const override {
    return shift_s_ + median_s_ * std::exp(sigma_ * stream.normal());
  }
  [[nodiscard]] double mean() const override {
    return shift_s_ + median_s_ * std::exp(0.5 * sigma_ * sigma_);
  }

 private:
  double median_s_;
  double sigma_;
  double shift_s_;
};

std::shared_ptr<const Distribution> make(const Arguments& arguments) {
  const double shift_s = arguments.has("shift") ? arguments.real("shift") : 0.0;
  return std::make_shared<Lognormal>(arguments.real("median"), arguments.real("sigma"), shift_s);
}

}  // namespace

extern const DistributionInfo lognormal_info;
const DistributionInfo lognormal_info{
    {DistributionInfo::kFamily,
     "lognormal",
     "A typical value and a long tail: repairs, compute times",
     "-",
     {
         {"median", Type::kSeconds, "median, before the shift", kRequired, kPositiveDuration},
         {"sigma", Type::kReal, "standard deviation of the logarithm", kRequired, Range{0.0, 10.0}},
         {"shift", Type::kSeconds, "added to each draw: the least there is", kOptional, kDuration},
     }},
    make};

}  // namespace simgrad
