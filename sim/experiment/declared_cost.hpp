#pragma once

#include <string>

#include "kernels/models/cost.hpp"

namespace simgrad {

/// "7e+10 parameters of 2 bytes in place of 84 of 4, 140 GB a copy; …": what a model is declared to
/// cost, beside what it has; empty if nothing is.
std::string declared_cost_text(const ModelCost& cost, const Model& model);

}  // namespace simgrad
