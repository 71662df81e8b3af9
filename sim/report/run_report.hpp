#pragma once

#include <string>

#include "sim/results/run_data.hpp"

namespace simgrad {

/// A page about one run: whether it learned, where its time went, what failed. Rows of any content
/// give a page; what there is nothing of is said in words.
std::string run_report(const RunData& data);

}  // namespace simgrad
