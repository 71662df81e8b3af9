#include <string>

#include "kernels/distributions/distribution.hpp"
#include "kernels/error.hpp"

namespace simgrad {
namespace {

/// Uniform in [minimum, maximum).
class Uniform final : public Distribution {
 public:
  Uniform(double minimum_s, double maximum_s) : minimum_s_(minimum_s), maximum_s_(maximum_s) {}
  double draw(Stream& stream) const override {
    return minimum_s_ + (maximum_s_ - minimum_s_) * stream.uniform();
  }
  [[nodiscard]] double mean() const override { return 0.5 * (minimum_s_ + maximum_s_); }

 private:
  double minimum_s_;
  double maximum_s_;
};

/// Throws: Error if minimum > maximum.
std::shared_ptr<const Distribution> make(const Arguments& arguments) {
  const double minimum_s = arguments.real("minimum");
  const double maximum_s = arguments.real("maximum");
  if (minimum_s > maximum_s) {
    throw Error("distribution uniform: expected minimum <= maximum, found " +
                std::to_string(minimum_s) + " s and " + std::to_string(maximum_s) + " s");
  }
  return std::make_shared<Uniform>(minimum_s, maximum_s);
}

}  // namespace

extern const DistributionInfo uniform_info;
const DistributionInfo uniform_info{
    {DistributionInfo::kFamily,
     "uniform",
     "Equally likely between two values",
     "-",
     {
         {"minimum", Type::kSeconds, "smallest value", kRequired, kDuration},
         {"maximum", Type::kSeconds, "largest value", kRequired, kDuration},
     }},
    make};

}  // namespace simgrad
