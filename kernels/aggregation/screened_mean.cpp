#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "kernels/aggregation/aggregation.hpp"

namespace simgrad {
namespace {

/// ‖x‖₂ in double; infinite if a number is not finite.
double norm(std::span<const float> x) {
  double squares = 0.0;
  for (const float each : x) {
    squares += static_cast<double>(each) * static_cast<double>(each);
  }
  return std::isfinite(squares) ? std::sqrt(squares) : std::numeric_limits<double>::infinity();
}

/// The lower of the two middle ones of an even number.
double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// The weighted mean of the updates that pass: Σ_{k in S} (n_k / Σ_{j in S} n_j) w_k, where S are
/// those whose numbers are all finite and, with a factor f, whose norm is at most f times the
/// median of the finite norms. If none passes all count: that training has diverged shows.
///
/// Cost: 2 K P flop for the norms, and those of the mean.
class ScreenedMean : public AggregationRule {
 public:
  explicit ScreenedMean(std::optional<double> norm_factor)
      : norm_factor_(norm_factor),
        mean_(find_component(aggregations(), "weighted_mean")->make(Arguments{})) {}

  [[nodiscard]] bool screens() const override { return true; }

  std::size_t combine(std::span<const float* const> updates, std::span<const double> weights,
                      std::span<float> out) const override {
    std::vector<double> norms;
    for (const float* update : updates) {
      norms.push_back(norm({update, out.size()}));
    }
    const double largest = largest_norm(norms);
    std::vector<const float*> passed;
    std::vector<double> their_weights;
    for (std::size_t k = 0; k < updates.size(); ++k) {
      if (norms[k] <= largest) {
        passed.push_back(updates[k]);
        their_weights.push_back(weights[k]);
      }
    }
    return passed.empty() ? mean_->combine(updates, weights, out)
                          : mean_->combine(passed, their_weights, out);
  }

 private:
  [[nodiscard]] double largest_norm(const std::vector<double>& norms) const {
    std::vector<double> finite;
    std::copy_if(norms.begin(), norms.end(), std::back_inserter(finite), [](double each) {
      return std::isfinite(each);
    });
    return norm_factor_ && !finite.empty() ? *norm_factor_ * median(std::move(finite))
                                           : std::numeric_limits<double>::max();
  }

  std::optional<double> norm_factor_;
  std::shared_ptr<const AggregationRule> mean_;
};

std::shared_ptr<const AggregationRule> make(const Arguments& arguments) {
  const bool by_norm = arguments.text("reject") == "norm";
  if (!by_norm) {
    return std::make_shared<ScreenedMean>(std::nullopt);
  }
  constexpr double kUsual = 3.0;
  return std::make_shared<ScreenedMean>(arguments.has("norm_factor") ? arguments.real("norm_factor")
                                                                     : kUsual);
}

std::string problem(const Arguments& arguments) {
  return arguments.has("norm_factor") && arguments.text("reject") != "norm"
             ? "'norm_factor' belongs to reject = \"norm\""
             : "";
}

}  // namespace

extern const AggregationInfo screened_mean_info;
const AggregationInfo screened_mean_info{
    {"aggregation",
     "screened_mean",
     "Weighted mean without the updates that look corrupt; how many is told as rejected_updates",
     "-",
     {{.name = "reject",
       .type = Type::kText,
       .summary =
           "those with a number that is not finite; \"norm\": also those of too large a norm",
       .default_text = "\"norm\"",
       .choices = {"not_finite", "norm"}},
      {.name = "norm_factor",
       .type = Type::kReal,
       .summary = "of norm: too large is above so many times the round's median; none said: 3",
       .default_text = kOptional,
       .range = kAtLeastOne}}},
    make,
    problem};

}  // namespace simgrad
