#include "kernels/distributions/distribution.hpp"

namespace simgrad {
namespace {

/// X = (mean / shape) · Γ(shape, 1),  variance = mean² / shape.
///
/// shape k: the sum of k exponential stages in a row, each of mean / k; shape 1 is the exponential.
class Gamma final : public Distribution {
 public:
  Gamma(double shape, double mean_s) : shape_(shape), mean_s_(mean_s) {}
  double draw(Stream& stream) const override { return mean_s_ / shape_ * stream.gamma(shape_); }
  [[nodiscard]] double mean() const override { return mean_s_; }

 private:
  double shape_;
  double mean_s_;
};

std::shared_ptr<const Distribution> make(const Arguments& arguments) {
  return std::make_shared<Gamma>(arguments.real("shape"), arguments.real("mean"));
}

}  // namespace

extern const DistributionInfo gamma_info;
const DistributionInfo gamma_info{
    {DistributionInfo::kFamily,
     "gamma",
     "Work of several random stages: less spread than the exponential where shape > 1",
     "-",
     {
         {"shape", Type::kReal, "(mean / standard deviation)^2", kRequired, Range{0.1, 1e6}},
         {"mean", Type::kSeconds, "mean", kRequired, kPositiveDuration},
     }},
    make};

}  // namespace simgrad
