#pragma once

#include <vector>

#include "sim/strategies/collectives/collective.hpp"

/// The two halves of the ring all-reduce, each of use alone.
namespace simgrad {

/// Chunk c of the members' contributions is summed at rank c: the partial sum of each chunk goes
/// round the ring, from rank c + 1 on, and each member adds its own. (n − 1)(α + S/(nβ)).
///
/// Source: Patarasuk and Yuan 2009 (J. Parallel Distrib. Comput. 69).
/// @param chunks  of mine.range, one a rank
/// Returns: the sum of this rank's chunk, as it arrives where it is sent; null if it is empty.
Outcome<Value> ring_reduce_scatter(const Communicator& ring, const Contribution& mine,
                                   const std::vector<ParameterRange>& chunks);

/// Every rank gets every rank's chunk: chunks go round the ring. (n − 1)(α + S/(nβ)).
///
/// Returns: the chunks by rank; null where empty.
Outcome<Values> ring_all_gather(const Communicator& ring, const Value& mine,
                                const std::vector<ParameterRange>& chunks);
/// The same of chunks in any number of pieces.
Outcome<std::vector<Values>> ring_all_gather(const Communicator& ring, const Values& mine,
                                             const std::vector<ParameterRange>& chunks);

}  // namespace simgrad
