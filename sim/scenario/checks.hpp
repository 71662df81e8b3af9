#pragma once

#include "sim/scenario/plan.hpp"
#include "sim/scenario/problems.hpp"

namespace simgrad {

/// What no declaration of one parameter can say: each check compares two or more of them. The plan
/// may be incomplete where problems were found before; a check then passes.
void run_checks(const Plan& plan, Problems& problems);

}  // namespace simgrad
