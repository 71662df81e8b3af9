#include "sim/record/trace_events.hpp"

#include <cmath>
#include <cstdlib>

#include "kernels/error.hpp"
#include "sim/record/json_text.hpp"

namespace simgrad {

namespace {

/// The format's unit, µs, with the nanoseconds as decimals.
std::string microseconds(TraceTime time) {
  const std::string decimals = std::to_string(1000 + std::abs(time % 1000)).substr(1);
  return (time < 0 ? "-" : "") + std::to_string(std::abs(time / 1000)) + '.' + decimals;
}

std::string process_member(std::int64_t process) {
  return ", \"pid\": " + std::to_string(process);
}

std::string thread_members(const TraceThread& thread) {
  return process_member(thread.process) + ", \"tid\": " + std::to_string(thread.thread);
}

}  // namespace

TraceTime trace_time(double simulated_s, const std::string& origin) {
  constexpr double kLatest = 9e9;
  if (!(std::abs(simulated_s) <= kLatest)) {
    throw Error(origin + ": the time " + shortest_number(simulated_s) +
                " s; a trace holds 0 to 9e9 s");
  }
  return std::llround(simulated_s * 1e9);
}

TracePeriod trace_period(double begin_s, double end_s, const std::string& origin) {
  const TracePeriod period{trace_time(begin_s, origin), trace_time(end_s, origin)};
  if (period.end < period.begin) {
    throw Error(origin + ": it ends at " + shortest_number(end_s) + " s, before its begin at " +
                shortest_number(begin_s) + " s");
  }
  return period;
}

TraceEvents::TraceEvents(const std::filesystem::path& path) : file_(path) {
  file_.write("{\"displayTimeUnit\": \"ms\", \"traceEvents\": [");
}

void TraceEvents::event(const std::string& members) {
  file_.write((is_first_ ? "\n{" : ",\n{") + members + '}');
  is_first_ = false;
}

void TraceEvents::process_name(std::int64_t process, std::string_view name) {
  event(R"("ph": "M", "name": "process_name")" + process_member(process) +
        R"(, "args": {"name": )" + json_string(name) + '}');
  event(R"("ph": "M", "name": "process_sort_index")" + process_member(process) +
        R"(, "args": {"sort_index": )" + std::to_string(process) + '}');
}

void TraceEvents::thread_name(const TraceThread& thread, std::string_view name,
                              std::int64_t position) {
  event(R"("ph": "M", "name": "thread_name")" + thread_members(thread) + R"(, "args": {"name": )" +
        json_string(name) + '}');
  event(R"("ph": "M", "name": "thread_sort_index")" + thread_members(thread) +
        R"(, "args": {"sort_index": )" + std::to_string(position) + '}');
}

void TraceEvents::complete(const TraceThread& thread, std::string_view name,
                           const TracePeriod& period, std::string_view args) {
  event(R"("ph": "X", "name": )" + json_string(name) + thread_members(thread) + ", \"ts\": " +
        microseconds(period.begin) + ", \"dur\": " + microseconds(period.end - period.begin) +
        ", \"args\": " + std::string(args));
}

void TraceEvents::instant(const TraceThread& thread, std::string_view name, TraceTime at,
                          std::string_view args) {
  event(R"("ph": "i", "s": "t", "name": )" + json_string(name) + thread_members(thread) +
        ", \"ts\": " + microseconds(at) + ", \"args\": " + std::string(args));
}

void TraceEvents::counter(std::int64_t process, std::string_view name, std::string_view unit,
                          TraceTime at, double value) {
  event(R"("ph": "C", "name": )" + json_string(name) + process_member(process) + ", \"ts\": " +
        microseconds(at) + ", \"args\": {" + json_string(unit) + ": " + json_number(value) + '}');
}

void TraceEvents::commit() {
  file_.write("\n]}\n");
  file_.commit();
}

}  // namespace simgrad
