#include <array>

#include "sim/engine/platform.hpp"

namespace simgrad {

extern const GeneratorInfo cabinets_info;
extern const GeneratorInfo star_info;

std::span<const GeneratorInfo* const> generators() {
  static constexpr std::array kGenerators{
      &cabinets_info,
      &star_info,
  };
  return kGenerators;
}

}  // namespace simgrad
