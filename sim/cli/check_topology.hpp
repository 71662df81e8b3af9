#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "sim/scenario/plan.hpp"

/// What `simgrad check` says of the graph over which a gossip's workers talk.
namespace simgrad {

[[nodiscard]] bool has_topology(const Plan& plan);

/// Workers, degree, spectral gap, and the mixing matrix: of a large one the first rows.
std::string topology_text(const Plan& plan);

/// The same; the matrix as a list of [row, column, weight], those that are 0 left out.
nlohmann::json topology_json(const Plan& plan);

}  // namespace simgrad
