#pragma once

#include <string>

#include "sim/experiment/record_run.hpp"

namespace simgrad {

/// A table for people. Where the time went is read from the run database.
std::string summary_text(const RunSummary& summary);

/// The same as one JSON object.
std::string summary_json(const RunSummary& summary);

}  // namespace simgrad
