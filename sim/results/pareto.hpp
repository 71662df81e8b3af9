#pragma once

#include <cstddef>
#include <vector>

namespace simgrad {

/// Two costs of one choice.
struct Costs {
  double first = 0.0;
  double second = 0.0;
};

/// The indices of the choices that no other beats: none is as cheap in both costs and cheaper in
/// one. By growing first cost; equal choices are all in. A cost that is not finite is beaten.
std::vector<std::size_t> pareto_front(const std::vector<Costs>& choices);

}  // namespace simgrad
