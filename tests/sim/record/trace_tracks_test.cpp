#include "sim/record/trace_tracks.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/rng.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace simgrad {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("span_lanes: the lowest lane that is free, and an end is no overlap") {
  SpanLanes lanes;
  CHECK(lanes.take({0, 10}) == 0);
  CHECK(lanes.take({5, 7}) == 1);
  CHECK(lanes.take({5, 20}) == 2);
  CHECK(lanes.take({7, 8}) == 1);
  CHECK(lanes.take({10, 30}) == 0);
  CHECK(lanes.take({10, 10}) == 1);
  CHECK(lanes.take({10, 11}) == 1);
}

/// How many of `periods` are there at the busiest instant, by asking at every begin.
std::size_t most_at_once(const std::vector<TracePeriod>& periods) {
  std::size_t most = 0;
  for (const TracePeriod& at : periods) {
    const auto running = std::count_if(periods.begin(), periods.end(), [&](const TracePeriod& one) {
      return one.begin <= at.begin && at.begin < one.end;
    });
    most = std::max(most, static_cast<std::size_t>(running));
  }
  return most;
}

TEST_CASE("span_lanes: no two spans of a lane overlap, and there are no more lanes than needed") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Stream stream(seed, Purpose::kTest);
    std::vector<TracePeriod> periods(40);
    for (TracePeriod& period : periods) {
      period.begin = static_cast<TraceTime>(stream.below(100));
      period.end = period.begin + 1 + static_cast<TraceTime>(stream.below(20));
    }
    std::sort(periods.begin(), periods.end(), [](const TracePeriod& a, const TracePeriod& b) {
      return a.begin < b.begin;
    });
    SpanLanes lanes;
    std::vector<TraceTime> ends;
    for (const TracePeriod& period : periods) {
      const std::size_t lane = lanes.take(period);
      ends.resize(std::max(ends.size(), lane + 1));
      CHECK(ends[lane] <= period.begin);
      ends[lane] = period.end;
    }
    CHECK(ends.size() == most_at_once(periods));
  }
}

TEST_CASE("trace_tracks: threads are numbered on over processes and stay beside their track") {
  const test::TemporaryFolder folder;
  TraceEvents events(folder / "trace");
  std::int64_t next_thread = 3;
  TraceTracks first(events, 1, next_thread);
  TraceTracks second(events, 2, next_thread);
  CHECK(first.add("a") == 0);
  CHECK(first.add("b") == 1);
  CHECK(second.add("a") == 0);
  CHECK(first.free(0, {0, 2}).thread == 3);
  CHECK(first.free(0, {1, 2}).thread == 6);
  CHECK(first.first(0).thread == 3);
  CHECK(second.first(0).process == 2);
  events.commit();
  const std::string text = read_text(folder / "trace");
  CHECK_THAT(text, Contains(R"x("pid": 1, "tid": 6, "args": {"name": "a (2)"}})x"));
  CHECK_THAT(text, Contains(R"x("pid": 1, "tid": 6, "args": {"sort_index": 1}})x"));
  CHECK_THAT(text, Contains(R"x("pid": 1, "tid": 4, "args": {"sort_index": 1000}})x"));
}

}  // namespace
}  // namespace simgrad
