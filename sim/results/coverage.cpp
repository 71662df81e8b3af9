#include "sim/results/coverage.hpp"

#include <algorithm>
#include <cmath>

namespace simgrad {
namespace {

constexpr double kLeast = 1e-3;

}  // namespace

Coverage::Coverage(std::size_t columns) : partial_(columns, 0.0), steps_(columns + 1, 0.0) {}

void Coverage::add(double begin, double end) {
  const auto columns = static_cast<double>(partial_.size());
  begin = std::clamp(begin, 0.0, columns);
  end = std::clamp(end, 0.0, columns);
  const auto first = static_cast<std::size_t>(std::min(begin, columns - 1.0));
  const auto last = static_cast<std::size_t>(std::min(end, columns - 1.0));
  if (first == last) {
    partial_[first] += std::max(kLeast, end - begin);
    return;
  }
  partial_[first] += static_cast<double>(first) + 1.0 - begin;
  partial_[last] += end - static_cast<double>(last);
  steps_[first + 1] += 1.0;
  steps_[last] -= 1.0;
}

std::vector<double> Coverage::shares() const {
  std::vector<double> shares(partial_.size());
  double whole = 0.0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    whole += steps_[i];
    shares[i] = partial_[i] + whole;
  }
  return shares;
}

}  // namespace simgrad
