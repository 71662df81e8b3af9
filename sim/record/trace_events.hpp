#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "sim/record/output_file.hpp"

// A Chrome trace in the Trace Event Format (catapult, "Trace Event Format"): an object with the
// array traceEvents. Perfetto's import has limits beyond that text, which are met here: threads are
// told apart by number alone, whatever their process, and a thread whose number is its process's is
// taken for its main thread.

namespace simgrad {

/// Nanoseconds of simulated time: whole numbers, so that what ends when the next begins does not
/// overlap it.
using TraceTime = std::int64_t;

struct TracePeriod {
  TraceTime begin = 0;
  TraceTime end = 0;

  bool operator==(const TracePeriod&) const = default;
};

/// Where events are shown. Numbers of all threads and processes differ, and none is 0.
struct TraceThread {
  std::int64_t process = 0;
  std::int64_t thread = 0;
};

/// Rounded to the nearest. Throws: Error with `origin` unless nanoseconds hold it.
///
/// @param simulated_s  seconds, at most 9 × 10⁹ from 0
TraceTime trace_time(double simulated_s, const std::string& origin);

/// Throws: also if it ends before its begin.
TracePeriod trace_period(double begin_s, double end_s, const std::string& origin);

/// Writes events one by one. `args` are JSON objects. A file appears with commit().
class TraceEvents {
 public:
  explicit TraceEvents(const std::filesystem::path& path);

  void process_name(std::int64_t process, std::string_view name);
  /// @param position  threads are shown by ascending position
  void thread_name(const TraceThread& thread, std::string_view name, std::int64_t position);
  void complete(const TraceThread& thread, std::string_view name, const TracePeriod& period,
                std::string_view args);
  void instant(const TraceThread& thread, std::string_view name, TraceTime at,
               std::string_view args);
  /// @param value  finite
  void counter(std::int64_t process, std::string_view name, std::string_view unit, TraceTime at,
               double value);

  void commit();

 private:
  void event(const std::string& members);

  OutputFile file_;
  bool is_first_ = true;
};

}  // namespace simgrad
