#include <cmath>

#include "kernels/distributions/distribution.hpp"
#include "kernels/error.hpp"

namespace simgrad {
namespace {

/// P(X > x) = exp(−(x / scale)^shape),  mean = scale · Γ(1 + 1 / shape).
///
/// shape < 1: the longer it has run, the less likely it fails next, as measured on clusters
/// (0.7 to 0.8); shape 1 is the exponential; shape > 1: it wears out.
/// Source: Schroeder, Gibson 2010, "A large-scale study of failures in high-performance computing
/// systems", section 5.
class Weibull final : public Distribution {
 public:
  Weibull(double shape, double scale_s) : shape_(shape), scale_s_(scale_s) {}
  double draw(Stream& stream) const override {
    return scale_s_ * std::pow(stream.exponential(), 1.0 / shape_);
  }
  [[nodiscard]] double mean() const override { return scale_s_ * std::tgamma(1.0 + 1.0 / shape_); }

 private:
  double shape_;
  double scale_s_;
};

/// Throws: Error unless exactly one of `mean` and `scale` is given.
std::shared_ptr<const Distribution> make(const Arguments& arguments) {
  const double shape = arguments.real("shape");
  if (arguments.has("mean") == arguments.has("scale")) {
    throw Error(std::string("distribution weibull: expected either mean or scale, found ") +
                (arguments.has("mean") ? "both" : "neither"));
  }
  if (arguments.has("scale")) {
    return std::make_shared<Weibull>(shape, arguments.real("scale"));
  }
  return std::make_shared<Weibull>(shape, arguments.real("mean") / std::tgamma(1.0 + 1.0 / shape));
}

}  // namespace

extern const DistributionInfo weibull_info;
const DistributionInfo weibull_info{
    {DistributionInfo::kFamily,
     "weibull",
     "Failures that get rarer (shape < 1) or more frequent (shape > 1) with time",
     "Schroeder, Gibson 2010 (doi:10.1109/TDSC.2009.4)",
     {
         {"shape", Type::kReal, "below 1: early failures; above 1: wear", kRequired,
          Range{0.1, 100.0}},
         {"mean", Type::kSeconds, "mean; give it or scale", kOptional, kPositiveDuration},
         {"scale", Type::kSeconds, "63rd percentile; give it or mean", kOptional,
          kPositiveDuration},
     }},
    make};

}  // namespace simgrad
