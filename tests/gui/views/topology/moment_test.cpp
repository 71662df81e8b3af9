#include "gui/views/topology/moment.hpp"

#include <random>

#include <catch2/catch.hpp>

#include "tests/gui/support/recorded.hpp"

namespace simgrad::gui {
namespace {

EventRow event(double simulated_s, const std::string& kind, const std::string& subject) {
  return {.simulated_s = simulated_s, .kind = kind, .subject = subject};
}

std::shared_ptr<RunSnapshot> oneNode(std::vector<Span> spans, double end_s) {
  auto table = std::make_shared<SpanTable>();
  table->first = {0, spans.size()};
  table->spans = std::move(spans);
  auto run = std::make_shared<RunSnapshot>();
  run->run.simulated_s = end_s;
  run->nodes = std::make_shared<std::vector<NodeRow>>(1, NodeRow{.name = "a", .host = "a"});
  run->links = std::make_shared<std::vector<LinkRow>>();
  run->events = std::make_shared<std::vector<EventRow>>();
  run->traffic = std::make_shared<TrafficTable>();
  run->spans = table;
  return run;
}

TEST_CASE("moment: hosts are in the state of the span around it, links carry its bin") {
  const RunPointer run = test::exampleRun(3, 5);
  const Cluster cluster = clusterOf(*run->nodes, *run->links);
  const Moments moments(run, cluster);
  const auto state = [&](double simulated_s) {
    return moments.at(simulated_s).hosts.at(1);
  };
  CHECK(state(0.0) == HostState::kReceive);
  CHECK(state(1.0) == HostState::kCompute);
  CHECK(state(5.5) == HostState::kSend);
  CHECK(state(6.0) == HostState::kWait);
  CHECK(state(50.0) == HostState::kWait);  // the end shows the last moment
  CHECK(state(1e300) == HostState::kWait);
  const Moment sending = moments.at(15.5);
  CHECK(sending.link_bytes.at(0) == 400'000);  // up-0
  CHECK(sending.link_bytes.at(1) == 0);
  const Load load = loadOf(std::vector<std::uint32_t>{0, 1}, *run->links, sending);
  CHECK(load.share() == Approx(400'000 / (5e6 * sending.bin_s)));
  CHECK(load.busiest == 0);
  CHECK(load.busiest_share == Approx(400'000 / (1e6 * sending.bin_s)));
}

TEST_CASE("moment: a crashed host is down until it is up again") {
  const RunPointer run = test::exampleRun(3, 5);
  const Cluster cluster = clusterOf(*run->nodes, *run->links);
  const Moments moments(run, cluster);
  CHECK(moments.at(11.9).hosts.at(3) != HostState::kDown);
  CHECK(moments.at(12.0).hosts.at(3) == HostState::kDown);
  CHECK(moments.at(24.9).hosts.at(3) == HostState::kDown);
  CHECK(moments.at(25.0).hosts.at(3) != HostState::kDown);
  CHECK(moments.at(24.9).hosts.at(1) != HostState::kDown);
  const auto counts = countStates(std::vector<std::uint32_t>{1, 2, 3}, moments.at(12.0));
  CHECK(counts[static_cast<std::size_t>(HostState::kDown)] == 1);
  CHECK(counts[static_cast<std::size_t>(HostState::kCompute)] == 2);
}

TEST_CASE("moment: overlapping spans, found as by looking at every one") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> begins(0.0, 100.0);
  std::exponential_distribution<double> lengths(0.3);
  std::vector<Span> spans;
  for (int i = 0; i < 300; ++i) {
    const double begin_s = begins(random);
    spans.push_back({begin_s, begin_s + lengths(random), 1, static_cast<SpanKind>(i % 5)});
  }
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
    return a.begin_s < b.begin_s;
  });
  const RunPointer run = oneNode(spans, 200.0);
  const Cluster cluster = clusterOf(*run->nodes, *run->links);
  const Moments moments(run, cluster);
  const std::array<HostState, 5> states{HostState::kCompute, HostState::kSend, HostState::kReceive,
                                        HostState::kWait, HostState::kDown};
  for (int i = 0; i < 500; ++i) {
    const double simulated_s = begins(random) * 1.2;
    HostState expected = HostState::kIdle;
    for (const Span& span : spans) {
      if (span.begin_s <= simulated_s && simulated_s < span.end_s) {
        expected = std::min(expected, states.at(static_cast<std::size_t>(span.kind)));
      }
    }
    CHECK(moments.at(simulated_s).hosts.at(0) == expected);
  }
}

TEST_CASE("moment: a run without rows, and one of endless time, have moments") {
  const RunPointer empty = oneNode({}, 0.0);
  const Cluster cluster = clusterOf(*empty->nodes, *empty->links);
  CHECK(Moments(empty, cluster).at(5.0).hosts.at(0) == HostState::kIdle);
  const RunPointer endless = oneNode({{0.0, 1e300, 1, SpanKind::kCompute}}, 1e300);
  CHECK(Moments(endless, cluster).at(1e299).hosts.at(0) == HostState::kCompute);
}

TEST_CASE("fault_history: the last event before a moment counts, down over impaired") {
  const FaultHistory faults({event(30.0, "link_up", "l"), event(10.0, "link_degraded", "l"),
                             event(20.0, "link_down", "l"), event(40.0, "link_normal", "l"),
                             event(5.0, "host_slow", "l"), event(6.0, "host_down", "h"),
                             event(7.0, "timeout", "h")});
  CHECK(faults.linkAt("l", 9.9) == Condition::kNormal);
  CHECK(faults.linkAt("l", 10.0) == Condition::kImpaired);
  CHECK(faults.linkAt("l", 25.0) == Condition::kDown);
  CHECK(faults.linkAt("l", 35.0) == Condition::kImpaired);
  CHECK(faults.linkAt("l", 40.0) == Condition::kNormal);
  CHECK(faults.linkAt("other", 25.0) == Condition::kNormal);
  CHECK(faults.hostAt("l", 25.0) == Condition::kImpaired);
  CHECK(faults.hostAt("h", 25.0) == Condition::kDown);
}

}  // namespace
}  // namespace simgrad::gui
