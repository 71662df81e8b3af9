#pragma once

#include <span>
#include <string>
#include <vector>

#include "kernels/component.hpp"
#include "sim/scenario/plan.hpp"
#include "sim/scenario/problems.hpp"

namespace simgrad {

/// The names that a platform knows, in natural order.
struct KnownNames {
  std::vector<std::string> hosts;
  std::vector<std::string> links;
};

KnownNames known_names(const PlatformSummary& summary);

/// `arguments` with every list of names called `server`, `workers`, `hosts` or `links`, at any
/// depth, replaced by the names that it means.
///
/// @param plan  has the places
Arguments expand_all(const Arguments& arguments, std::span<const Parameter> parameters,
                     const std::string& key, const KnownNames& known, const Plan& plan,
                     Problems& problems);

}  // namespace simgrad
