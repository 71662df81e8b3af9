#include "sim/results/scale.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace simgrad {
namespace {

constexpr double kLargest = 1e300;  // so that the difference of two is finite

double nice_step(double least, Unit unit, double divisor) {
  if (unit == Unit::kSeconds && least > 1.0 && (divisor == 60.0 || divisor == 3600.0)) {
    static constexpr std::array kSixties{2.0, 5.0, 10.0, 15.0, 30.0, 60.0};
    static constexpr std::array kHours{2.0, 3.0, 6.0, 12.0, 24.0, 48.0};
    for (const double step : divisor == 60.0 ? kSixties : kHours) {
      if (step >= least) {
        return step;
      }
    }
  }
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least * (1.0 - 1e-9)) {
      return factor * power;
    }
  }
  return 10.0 * power;
}

std::string linear_label(double value, double step) {
  const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  if (decimals > 9 || std::abs(value) >= 1e9) {
    return fmt::format("{:.6g}", value);
  }
  const std::string label = fmt::format("{:.{}f}", value, decimals);
  return label.find_first_not_of("-0.") == std::string::npos ? "0" : label;
}

std::string logarithmic_label(double value, Unit unit) {
  if (unit == Unit::kFraction) {
    return fmt::format("{:.3g}", 100.0 * value);
  }
  const int power = static_cast<int>(std::floor(std::log10(value) + 1e-9));
  const bool is_plain = unit == Unit::kNone || unit == Unit::kCount;
  if (is_plain || value < 1e-12 || value >= 1e21) {
    return value >= 1e-3 && value < 1e5
               ? fmt::format("{:.10g}", value)
               : fmt::format("{:.3g}e{}", value / std::pow(10.0, power), power);
  }
  const Display display = display_of(unit, value);
  return fmt::format("{:.3g} {}", value / display.divisor, display.symbol);
}

/// Widens what is too narrow to be divided.
void open_up(double& low, double& high) {
  const double magnitude = std::max(std::abs(low), std::abs(high));
  if (high - low <= 1e-9 * magnitude || high - low < 1e-290) {
    const double more = magnitude < 1e-280 ? 1.0 : 0.05 * magnitude;
    low -= more;
    high += more;
  }
}

}  // namespace

void Extent::add(double value) {
  if (!std::isfinite(value)) {
    return;
  }
  value = std::clamp(value, -kLargest, kLargest);
  low_ = std::min(low_, value);
  high_ = std::max(high_, value);
  if (value > 0.0) {
    least_positive_ = std::min(least_positive_, value);
  }
}

Scale::Scale(const Axis& axis, const Extent& extent, double padding)
    : axis_(axis), logarithmic_(axis.logarithmic && std::isfinite(extent.least_positive())) {
  if (logarithmic_) {
    low_ = std::log10(extent.least_positive());
    high_ = std::log10(extent.high());
    if (high_ - low_ < 0.05) {
      low_ -= 0.15;
      high_ += 0.15;
    }
    const double more = padding * (high_ - low_);
    low_ -= more;
    high_ += more;
    return;
  }
  const double least = extent.is_empty() ? 0.0 : extent.low();
  const double most = extent.is_empty() ? 1.0 : extent.high();
  low_ = axis.from_zero ? std::min(0.0, least) : least;
  high_ = axis.from_zero ? std::max(0.0, most) : most;
  open_up(low_, high_);
  const double more = padding * (high_ - low_);
  low_ = least >= 0.0 ? std::max(0.0, low_ - more) : low_ - more;
  high_ = most <= 0.0 && least < 0.0 ? std::min(0.0, high_ + more) : high_ + more;
  display_ = display_of(axis.unit, std::max(std::abs(low_), std::abs(high_)));
}

double Scale::share(double value) const {
  if (std::isnan(value)) {
    return 1.0;
  }
  if (logarithmic_) {
    value = value > 0.0 ? std::log10(value) : low_;
  }
  return std::clamp((std::clamp(value, low_, high_) - low_) / (high_ - low_), 0.0, 1.0);
}

double Scale::value_at(double share) const {
  const double value = low_ + share * (high_ - low_);
  return logarithmic_ ? std::pow(10.0, value) : value;
}

bool Scale::holds(double value) const {
  return std::isfinite(value) && (!logarithmic_ || value > 0.0);
}

double Scale::step(int most) const {
  double step = nice_step((high_ - low_) / display_.divisor / most, axis_.unit, display_.divisor);
  if (axis_.unit == Unit::kCount) {
    step = std::max(step, 1.0 / display_.divisor);
  }
  return step;
}

std::vector<Tick> Scale::linear_ticks(int most) const {
  std::vector<Tick> ticks;
  const double each = step(most);
  const double first = std::ceil(low_ / display_.divisor / each - 1e-9);
  for (int i = 0; i <= 2 * most; ++i) {
    const double value = (first + i) * each;
    if (value > high_ / display_.divisor + 1e-9 * each) {
      break;
    }
    ticks.push_back({share(value * display_.divisor), linear_label(value, each)});
  }
  return ticks;
}

std::vector<Tick> Scale::logarithmic_ticks(int most) const {
  std::vector<Tick> ticks;
  const double decades = high_ - low_;
  const int stride = std::max(1, static_cast<int>(std::ceil(decades / most)));
  static constexpr std::array kFactors{1.0, 2.0, 5.0, 3.0, 7.0};
  const std::size_t factors = decades < 0.7 ? 5 : decades < 2.0 ? 3 : 1;
  for (int power = static_cast<int>(std::floor(low_)); power <= high_; ++power) {
    for (std::size_t i = 0; i < factors && power % stride == 0; ++i) {
      const double value = kFactors[i] * std::pow(10.0, power);
      if (std::log10(value) >= low_ && std::log10(value) <= high_) {
        ticks.push_back({share(value), logarithmic_label(value, axis_.unit)});
      }
    }
  }
  std::sort(ticks.begin(), ticks.end(), [](const Tick& a, const Tick& b) {
    return a.share < b.share;
  });
  return ticks;
}

std::vector<Tick> Scale::named_ticks() const {
  std::vector<Tick> ticks;
  for (const NamedValue& name : axis_.names) {
    const double place = logarithmic_ ? std::log10(name.value) : name.value;
    if (place >= low_ && place <= high_) {
      ticks.push_back({share(name.value), name.label});
    }
  }
  return ticks;
}

std::vector<Tick> Scale::ticks(int most) const {
  if (!axis_.names.empty()) {
    return named_ticks();
  }
  return logarithmic_ ? logarithmic_ticks(most) : linear_ticks(most);
}

std::string Scale::title() const {
  if (!axis_.names.empty()) {
    return axis_.label;
  }
  const std::string symbol = axis_.unit == Unit::kFraction ? "%" : display_.symbol;
  return symbol.empty() ? axis_.label : fmt::format("{} ({})", axis_.label, symbol);
}

}  // namespace simgrad
