#include "kernels/distributions/distribution.hpp"

namespace simgrad {
namespace {

/// Always `value`. Takes nothing from the stream.
class Constant final : public Distribution {
 public:
  explicit Constant(double value_s) : value_s_(value_s) {}
  double draw(Stream& /*stream*/) const override { return value_s_; }
  [[nodiscard]] double mean() const override { return value_s_; }

 private:
  double value_s_;
};

std::shared_ptr<const Distribution> make(const Arguments& arguments) {
  return std::make_shared<Constant>(arguments.real("value"));
}

}  // namespace

extern const DistributionInfo constant_info;
const DistributionInfo constant_info{
    {DistributionInfo::kFamily,
     "constant",
     "Always the same",
     "-",
     {
         {"value", Type::kSeconds, "the value", kRequired, kDuration},
     }},
    make};

}  // namespace simgrad
