#include "gui/views/timeline/timeline_data.hpp"

#include <catch2/catch.hpp>

#include "gui/views/timeline/timeline_text.hpp"
#include "tests/gui/views/timeline/spans.hpp"

namespace simgrad::gui {
namespace {

using Nodes = std::vector<std::uint32_t>;

TimelineData exampleData() {
  return timelineDataOf(
      test::runOf({"server", "client-1", "client-12", "Other[1]"},
                  {{}, {{1.0, 2.0, 7, SpanKind::kSend}}, {{3.0, 9.0, 8, SpanKind::kDown}}, {}},
                  {{.simulated_s = 5.0, .kind = "host_up", .subject = "client-1"},
                   {.simulated_s = 4.0, .kind = "host_down", .subject = "host-of-client-1"},
                   {.simulated_s = 6.0, .kind = "drop", .subject = "server", .detail = "<b>"},
                   {.simulated_s = 2.0, .kind = "link_down", .subject = "uplink"},
                   {.simulated_s = 8.0, .kind = "thinned", .subject = "span", .detail = "by 2"}}),
      {});
}

TEST_CASE("node_filter: matches parts of names, and globs whole names") {
  const TimelineData data = exampleData();
  CHECK(shownNodes(data, {}) == Nodes{0, 1, 2, 3});
  CHECK(shownNodes(data, {"CLIENT"}) == Nodes{1, 2});
  CHECK(shownNodes(data, {" client-1 "}) == Nodes{1, 2});
  CHECK(shownNodes(data, {"client-?"}) == Nodes{1});
  CHECK(shownNodes(data, {"*-1*"}) == Nodes{1, 2});
  CHECK(shownNodes(data, {"client-[2-9]"}).empty());
  CHECK(shownNodes(data, {"r[1"}) == Nodes{3});  // half a glob, as it is typed, is a part of a name
}

TEST_CASE("node_filter: a node has failed if it was down, or it or its host has such an event") {
  CHECK(shownNodes(exampleData(), {.only_failed = true}) == Nodes{1, 2});
}

TEST_CASE("timeline_data: without a run there is nothing, and no time is without length") {
  const TimelineData data = timelineDataOf(nullptr, exampleData());
  CHECK(shownNodes(data, {}).empty());
  CHECK(thinningText(data).isEmpty());
  const TimelineData empty = timelineDataOf(test::runOf({"a"}, {{}}), {});
  CHECK(empty.whole.begin_s < empty.whole.end_s);
}

TEST_CASE("timeline_data: events of a node are in the order of time") {
  const TimelineData data = exampleData();
  const auto events = data.events.of(1);
  CHECK(std::vector<std::uint32_t>(events.begin(), events.end()) == Nodes{1, 0});
  CHECK(data.link_marks.size() == 1);
  CHECK(data.whole == TimeRange{0.0, 9.0});
}

TEST_CASE("timeline_text: says what a node did, and what happened to it") {
  const TimelineData data = exampleData();
  CHECK(momentText(data, 1, {0.0, 4.5}) ==
        "client-1\nsend from 1 s, for 1 s, in round 7\nhost_down at 4 s");
  CHECK(momentText(data, 0, {0.0, 10.0}) == "server\ndrop at 6 s: <b>");
  CHECK(spanText({250.125, 250.5, 3, SpanKind::kWait}) ==
        "wait from 4 min 10 s (250.125 s), for 375 ms, in round 3");
  CHECK(thinningText(data) == "Spans were thinned while recording (by 2).");
}

TEST_CASE("timeline_text: the csv holds what is shown, exactly") {
  CHECK(spansCsv(exampleData(), {1, 2}, {0.0, 2.5}) ==
        "node,kind,begin_s,end_s,round\nclient-1,send,1,2,7\n");
}

TEST_CASE("node_events: failures begin, and recoveries end, what went wrong") {
  CHECK(roleOf("host_down") == EventRole::kFailure);
  CHECK(roleOf("host_slow") == EventRole::kFailure);
  CHECK(roleOf("host_normal") == EventRole::kRecovery);
  CHECK(roleOf("restart") == EventRole::kRecovery);
  CHECK(roleOf("timeout") == EventRole::kOther);
}

}  // namespace
}  // namespace simgrad::gui
