#pragma once

#include <cmath>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kernels/distributions/distribution.hpp"
#include "tests/support/arguments.hpp"
#include "tests/support/statistics.hpp"

namespace simgrad::test {

inline constexpr std::size_t kDraws = 20'000;

inline std::shared_ptr<const Distribution> distribution(
    std::string_view name, std::initializer_list<std::pair<std::string, Argument>> given) {
  const auto* info = find_component(distributions(), name);
  SIMGRAD_REQUIRE(info != nullptr, "the distribution is registered");
  return info->make(arguments_for(*info, given));
}

inline std::vector<double> draws_of(const Distribution& distribution) {
  Stream stream(1, Purpose::kTest);
  std::vector<double> values;
  for (std::size_t i = 0; i < kDraws; ++i) {
    values.push_back(distribution.draw(stream));
  }
  return values;
}

/// Whether the mean of kDraws draws is within four standard errors of what mean() says.
inline bool mean_agrees(const Distribution& distribution) {
  const auto found = moments(draws_of(distribution));
  return std::abs(found.mean - distribution.mean()) < 4.0 * found.standard_error;
}

}  // namespace simgrad::test
