#include <catch2/catch.hpp>

#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/network_world.hpp"
#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::in_network;
using test::NetworkWorld;
using test::RecordedRun;
using test::run_scenario;

namespace {

const std::string kTraffic = R"(
[[failure]]
kind = "background_traffic"
from = "host-*"
to = ["host-*", "server"]
between = { distribution = "exponential", mean = "20 ms" }
size = "5 kB"
size_variation = { distribution = "lognormal", median = "1 s", sigma = 1.0 }
)";

const std::string kServer = R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 5
batch_size = 10
detection_delay = "50 ms"
)";

std::int64_t total_bytes(const RecordedRun& run) {
  std::int64_t sum = 0;
  for (const TrafficRow& row : run.traffic) {
    sum += row.bytes;
  }
  return sum;
}

}  // namespace

TEST_CASE("background_traffic: one flow takes half of a link that it shares") {
  const std::string said = in_network([](NetworkWorld& world) {
    start_flow(world.engine, "host-0", "server", 1e9);
    world.nodes[0]->run_once([&world] {
      world.nodes[0]->sleep(1.0);  // the flow's latency is over
      world.say(world.nodes[0]->send(*world.server, 1, 2e6));
    });
  });
  CHECK(said == "sent at 5.01\n");  // as the flow keeps no run alive, and ends with it
}

TEST_CASE("background_traffic: a flow ends when a host or a link on its way goes off") {
  for (const bool by_link : {true, false}) {
    const std::string said = in_network([by_link](NetworkWorld& world) {
      start_flow(world.engine, "host-1", "host-0", 1e9);
      world.engine.at(3.01, [&world, by_link] {
        by_link ? world.engine.link_down("link-1", "test")
                : world.engine.host_down("host-1", "test");
      });
      world.nodes[0]->run_once([&world] {
        world.nodes[0]->sleep(1.0);
        world.say(world.nodes[0]->send(*world.server, 1, 2e6));
      });
    });
    // The flow's way has twice the latency and so gets a third of link-0, for 2 s; then nothing.
    CHECK(said == "sent at 3.67666666667\n");
  }
}

TEST_CASE("background_traffic: it slows the training down and is not counted as its bytes") {
  const RecordedRun calm = run_scenario(test::small_scenario(3) + kServer);
  const RecordedRun busy = run_scenario(test::small_scenario(3) + kServer + kTraffic);
  REQUIRE(busy.answer == "exit 0");
  CHECK(busy.run.simulated_s > 1.1 * calm.run.simulated_s);
  CHECK(total_bytes(busy) == total_bytes(calm));
  CHECK(busy.evaluations.back().sent_bytes == calm.evaluations.back().sent_bytes);
  CHECK(busy.evaluations.back().loss == calm.evaluations.back().loss);
  CHECK(busy.events_of("background_traffic").at(0).simulated_s == 0.0);
  const RecordedRun again = run_scenario(test::small_scenario(3) + kServer + kTraffic, {}, 1);
  CHECK(again.canonical == busy.canonical);
}

TEST_CASE("background_traffic: crashes and links that go off in it do not end a run") {
  const RecordedRun run = run_scenario(test::small_scenario(3) + kServer + kTraffic + test::kStorm);
  INFO(run.run.reason);
  CHECK(run.answer == "exit 0");
}

TEST_CASE("background_traffic: it does not hide that nothing can happen any more") {
  const RecordedRun run = run_scenario(test::small_scenario(3) + R"(
[strategy]
kind = "asynchronous_parameter_server"
rounds = 5
batch_size = 10
[stop]
simulated_time = "1000 h"
)" + kTraffic + test::crash("host-*", 0.05));
  CHECK(run.answer == "exit 1");
  CHECK(run.run.reason.find("nothing but the network's weather can happen any more; waiting for a "
                            "message: server; off: host-0") != std::string::npos);
  CHECK(run.run.simulated_s < 100.0);
}

TEST_CASE("background_traffic: who would send to itself alone is told so") {
  const RecordedRun run = run_scenario(test::small_scenario(3) + kServer + R"(
[[failure]]
kind = "background_traffic"
from = "host-0"
to = "host-0"
between = "1 s"
size = "1 MB"
)");
  CHECK(run.answer.find("host 'host-0' would send to itself alone") != std::string::npos);
}
