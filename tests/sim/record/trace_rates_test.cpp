#include "sim/record/trace_rates.hpp"

#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace simgrad {
namespace {

constexpr TraceTime kSecond = 1'000'000'000;

TEST_CASE("trace_rates: bytes of a bin over its length, 0 in gaps and at the end") {
  const test::TemporaryFolder folder;
  TraceEvents events(folder / "trace");
  TraceRates rates(events, 1);
  rates.add("a", {0, 2 * kSecond}, 3.0);
  rates.add("b", {0, 2 * kSecond}, 8.0);
  rates.add("a", {0, 2 * kSecond}, 1.0);
  rates.add("a", {2 * kSecond, 4 * kSecond}, 2.0);
  rates.add("a", {6 * kSecond, 8 * kSecond}, 6.0);
  rates.finish();
  events.commit();
  CHECK(read_text(folder / "trace") == R"({"displayTimeUnit": "ms", "traceEvents": [
{"ph": "C", "name": "a", "pid": 1, "ts": 0.000, "args": {"bytes/s": 2}},
{"ph": "C", "name": "a", "pid": 1, "ts": 2000000.000, "args": {"bytes/s": 1}},
{"ph": "C", "name": "a", "pid": 1, "ts": 4000000.000, "args": {"bytes/s": 0}},
{"ph": "C", "name": "a", "pid": 1, "ts": 6000000.000, "args": {"bytes/s": 3}},
{"ph": "C", "name": "a", "pid": 1, "ts": 8000000.000, "args": {"bytes/s": 0}},
{"ph": "C", "name": "b", "pid": 1, "ts": 0.000, "args": {"bytes/s": 4}},
{"ph": "C", "name": "b", "pid": 1, "ts": 2000000.000, "args": {"bytes/s": 0}}
]}
)");
}

}  // namespace
}  // namespace simgrad
