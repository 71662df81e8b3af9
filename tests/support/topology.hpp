#pragma once

#include <string>

#include <catch2/catch.hpp>

#include "sim/strategies/topologies/mixing.hpp"
#include "sim/strategies/topologies/topology.hpp"
#include "tests/support/arguments.hpp"

namespace simgrad::test {

/// A topology by name, with its mixing matrix; `degree` for those that take one.
inline MixingMatrix mixing(const std::string& kind, std::size_t workers, std::int64_t degree = 0,
                           std::uint64_t seed = 1) {
  const TopologyInfo& info = *find_component(topologies(), kind);
  const Arguments arguments =
      degree == 0 ? arguments_for(info) : arguments_for(info, {{"degree", integer(degree)}});
  return MixingMatrix(info.make(arguments, workers, seed));
}

/// Symmetric and doubly stochastic, over a connected graph.
inline void check_sound(const MixingMatrix& matrix) {
  CHECK(matrix.graph().is_connected());
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    double row = 0.0;
    for (std::size_t j = 0; j < matrix.size(); ++j) {
      CHECK(matrix.weight(i, j) >= 0.0);
      CHECK(matrix.weight(i, j) == matrix.weight(j, i));
      row += matrix.weight(i, j);
    }
    CHECK(row == Approx(1.0).epsilon(1e-14));
  }
}

}  // namespace simgrad::test
