#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kernels/component.hpp"

/// What a link has over time, from a CSV file.
namespace simgrad {

class Engine;

struct TraceStep {
  double from_s = 0.0;
  double value = 0.0;  // until the next step
};

/// The columns that such a file may have beside `time`, and what is allowed in base units.
struct TraceColumn {
  std::string name;    // in base units: "bandwidth", byte/s
  std::string scaled;  // another unit: "bandwidth_mbit_per_s"
  double unit = 1.0;   // of `scaled`, in base units
  Range range;
};

/// The steps in `path`, whose times (s) grow.
///
/// Throws: Error naming file:line.
std::vector<TraceStep> read_link_trace(const std::string& path, const TraceColumn& column);

/// What is wrong with the arguments `file` and `repeat`; empty if nothing is.
std::string link_trace_problem(const Arguments& arguments, const TraceColumn& column);

/// Calls `set` with each value at its time; with `repeat`, the trace begins anew at its last time,
/// whose value is then that of no time.
void follow_link_trace(Engine& engine, std::vector<TraceStep> steps, bool repeat,
                       std::function<void(double value)> set);

/// The parameters `links`, `file` and `repeat`.
std::vector<Parameter> link_trace_parameters(std::string_view file_summary);

}  // namespace simgrad
