#pragma once

#include <vector>

#include "sim/sweep/sweep.hpp"
#include "sim/sweep/sweep_folder.hpp"

namespace simgrad {

/// The writing process: writes a folder's sweep.db as orders come over a socket, until its other
/// end is closed. Each order has one answer, a line of JSON: `outcomes`, a list of how runs ended,
/// or `error` and this process's end.
///
/// @param runs  of the orders; what they have left in the folder is added first
void carry_out_orders(int socket, const SweepFolder& folder, const Sweep& sweep,
                      const std::vector<SweepRun>& runs);

}  // namespace simgrad
