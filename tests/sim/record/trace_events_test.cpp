#include "sim/record/trace_events.hpp"

#include <filesystem>
#include <limits>
#include <string>

#include <catch2/catch.hpp>

#include "tests/support/error_text.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace simgrad {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("trace_events: an event a line, names escaped, microseconds with their nanoseconds") {
  const test::TemporaryFolder folder;
  TraceEvents events(folder / "trace");
  events.process_name(1, "\"");
  events.thread_name({1, 2}, "a", 3);
  events.complete({1, 2}, "\n", {1'234'567, 1'234'567}, "{}");
  events.instant({1, 2}, "x", -1, R"({"y": 1})");
  events.counter(1, "c", "bytes/s", 5'000'000'000, 0.1);
  CHECK_FALSE(std::filesystem::exists(folder / "trace"));
  events.commit();
  CHECK(read_text(folder / "trace") == R"({"displayTimeUnit": "ms", "traceEvents": [
{"ph": "M", "name": "process_name", "pid": 1, "args": {"name": "\""}},
{"ph": "M", "name": "process_sort_index", "pid": 1, "args": {"sort_index": 1}},
{"ph": "M", "name": "thread_name", "pid": 1, "tid": 2, "args": {"name": "a"}},
{"ph": "M", "name": "thread_sort_index", "pid": 1, "tid": 2, "args": {"sort_index": 3}},
{"ph": "X", "name": "\n", "pid": 1, "tid": 2, "ts": 1234.567, "dur": 0.000, "args": {}},
{"ph": "i", "s": "t", "name": "x", "pid": 1, "tid": 2, "ts": -0.001, "args": {"y": 1}},
{"ph": "C", "name": "c", "pid": 1, "ts": 5000000.000, "args": {"bytes/s": 0.1}}
]}
)");
}

std::string time_error(double simulated_s) {
  return error_text([simulated_s] {
    (void)trace_time(simulated_s, "run.db: run 1");
  });
}

TEST_CASE("trace_time: to the nearest nanosecond, and an Error beyond 64 bits") {
  CHECK(trace_time(1.2345678916, "x") == 1'234'567'892);
  CHECK(trace_time(9e9, "x") == 9'000'000'000'000'000'000);
  const double inf = std::numeric_limits<double>::infinity();
  for (const double time_s : {inf, -inf, std::numeric_limits<double>::quiet_NaN(), 9.1e9, -1e300}) {
    CHECK_THAT(time_error(time_s), Contains("run.db: run 1: the time ") && Contains("9e9"));
  }
}

TEST_CASE("trace_period: no end before its begin") {
  CHECK(trace_period(1.0, 1.0, "x") == TracePeriod{1'000'000'000, 1'000'000'000});
  CHECK_THAT(error_text([] {
               (void)trace_period(2.0, 1.0, "x");
             }),
             Contains("x: it ends at 1 s, before its begin at 2 s"));
}

}  // namespace
}  // namespace simgrad
