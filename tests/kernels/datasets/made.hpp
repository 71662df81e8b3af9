#pragma once

#include <cmath>
#include <initializer_list>
#include <string>
#include <utility>

#include "kernels/datasets/dataset.hpp"
#include "tests/support/arguments.hpp"

namespace simgrad::test {

inline Dataset made(std::string_view name,
                    std::initializer_list<std::pair<std::string, Argument>> given = {},
                    std::uint64_t seed = 1) {
  const auto* info = find_component(datasets(), name);
  SIMGRAD_REQUIRE(info != nullptr, "the data set is registered");
  return info->make(arguments_for(*info, given), seed);
}

/// Sizes fit, labels are in range, features are finite, padding is zero.
inline bool is_sound(const Samples& samples, std::size_t features, std::size_t classes) {
  bool sound = samples.count() > 0 && samples.stride == padded(features) &&
               samples.features.size() == samples.count() * samples.stride;
  for (std::size_t i = 0; sound && i < samples.count(); ++i) {
    sound = samples.labels[i] >= 0 && static_cast<std::size_t>(samples.labels[i]) < classes;
    for (std::size_t j = 0; sound && j < samples.stride; ++j) {
      sound = j < features ? std::isfinite(samples.row(i)[j]) : samples.row(i)[j] == 0.0F;
    }
  }
  return sound;
}

inline bool is_sound(const Dataset& data) {
  return is_sound(data.train, data.features, data.classes) &&
         is_sound(data.test, data.features, data.classes) &&
         (data.groups.empty() || data.groups.size() == data.train.count());
}

inline bool same(const Samples& one, const Samples& other) {
  return one.features == other.features && one.labels == other.labels;
}

}  // namespace simgrad::test
