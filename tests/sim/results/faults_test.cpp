#include "sim/results/faults.hpp"

#include <cmath>

#include <catch2/catch.hpp>

namespace simgrad {

TEST_CASE("group_events: times down add up, and what did not end counts up to the run's end") {
  const std::vector<EventRow> events{
      {.simulated_s = 10.0, .kind = "host_down", .subject = "h1"},
      {.simulated_s = 12.0, .kind = "link_down", .subject = "h1"},
      {.simulated_s = 15.0, .kind = "host_up", .subject = "h1"},
      {.simulated_s = 20.0, .kind = "host_down", .subject = "h1"},
      {.simulated_s = 30.0, .kind = "host_up", .subject = "h1"},
      {.simulated_s = 31.0, .kind = "retry", .subject = "h1", .detail = "first"},
      {.simulated_s = 32.0, .kind = "retry", .subject = "h1", .detail = "second"},
      {.simulated_s = 33.0, .kind = "host_up", .subject = "h2"},
  };
  const std::vector<EventGroup> groups = group_events(events, 100.0);
  REQUIRE(groups.size() == 4);
  CHECK(groups[0].kind == "link_down");
  CHECK(groups[0].lasted_s == Approx(88.0));
  CHECK(groups[0].is_open);
  CHECK(groups[1].kind == "host_down");
  CHECK(groups[1].count == 2);
  CHECK(groups[1].lasted_s == Approx(15.0));
  CHECK(groups[1].first_s == 10.0);
  CHECK(groups[1].last_s == 20.0);
  CHECK_FALSE(groups[1].is_open);
  CHECK(groups[2].kind == "retry");
  CHECK(groups[2].detail == "second");
  CHECK(std::isnan(groups[2].lasted_s));
  CHECK(groups[3].kind == "host_up");  // ends nothing that is known: told, not dropped
}

TEST_CASE("group_events: what is already down is not down twice") {
  const std::vector<EventGroup> groups =
      group_events({{.simulated_s = 10.0, .kind = "link_down", .subject = "l"},
                    {.simulated_s = 14.0, .kind = "link_down", .subject = "l"},
                    {.simulated_s = 20.0, .kind = "link_up", .subject = "l"}},
                   100.0);
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].count == 2);
  CHECK(groups[0].lasted_s == Approx(10.0));
}

TEST_CASE("failure_marks: only what begins a failure") {
  const std::vector<EventRow> events{{.simulated_s = 1.0, .kind = "host_down", .subject = "h"},
                                     {.simulated_s = 2.0, .kind = "host_up", .subject = "h"},
                                     {.simulated_s = 3.0, .kind = "drop", .subject = "h"}};
  const std::vector<EventMark> marks = failure_marks(events);
  REQUIRE(marks.size() == 1);
  CHECK(marks[0].x == 1.0);
}

}  // namespace simgrad
