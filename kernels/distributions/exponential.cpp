#include "kernels/distributions/distribution.hpp"

namespace simgrad {
namespace {

/// P(X > x) = exp(−x / mean): no memory, the usual time between independent failures.
class Exponential final : public Distribution {
 public:
  explicit Exponential(double mean_s) : mean_s_(mean_s) {}
  double draw(Stream& stream) const override { return mean_s_ * stream.exponential(); }
  [[nodiscard]] double mean() const override { return mean_s_; }

 private:
  double mean_s_;
};

std::shared_ptr<const Distribution> make(const Arguments& arguments) {
  return std::make_shared<Exponential>(arguments.real("mean"));
}

}  // namespace

extern const DistributionInfo exponential_info;
const DistributionInfo exponential_info{
    {DistributionInfo::kFamily,
     "exponential",
     "Without memory: independent failures at a constant rate",
     "-",
     {
         {"mean", Type::kSeconds, "mean", kRequired, kPositiveDuration},
     }},
    make};

}  // namespace simgrad
