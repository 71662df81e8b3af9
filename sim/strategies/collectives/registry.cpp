#include <array>

#include "sim/strategies/collectives/collective.hpp"

namespace simgrad {

extern const CollectiveInfo binary_tree_info;
extern const CollectiveInfo hierarchical_info;
extern const CollectiveInfo recursive_halving_doubling_info;
extern const CollectiveInfo ring_info;

std::span<const CollectiveInfo* const> collectives() {
  static constexpr std::array kCollectives{
      &binary_tree_info,
      &hierarchical_info,
      &recursive_halving_doubling_info,
      &ring_info,
  };
  return kCollectives;
}

}  // namespace simgrad
