#include <array>

#include "sim/strategies/collectives/collective.hpp"

namespace simgrad {

extern const CollectiveInfo ring_info;

std::span<const CollectiveInfo* const> collectives() {
  static constexpr std::array kCollectives{
      &ring_info,
  };
  return kCollectives;
}

}  // namespace simgrad
