#include <cmath>
#include <sstream>

#include <catch2/catch.hpp>

#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/network_world.hpp"
#include "tests/support/recorded_run.hpp"
#include "tests/support/statistics.hpp"

using namespace simgrad;
using test::in_network;
using test::NetworkWorld;
using test::RecordedRun;
using test::run_scenario;

namespace {

/// Loses what `lost` says, in order.
PacketLoss loss(double probability, std::function<bool()> lost) {
  return {probability, 1460.0, 0.2, std::move(lost)};
}

bool none() {
  return false;
}

double mathis(double probability, double latency_s) {
  return 1460.0 / (2.0 * latency_s) * std::sqrt(1.5) / std::sqrt(probability);
}

/// How long 2 MB take over a 1 MB/s link of 10 ms, and a second one of no latency.
double seconds_of_2_mb(const char* model, double first, double second) {
  return std::stod(in_network(
      [=](NetworkWorld& world) {
        lose_packets(world.engine, "link-0", "test", loss(first, none));
        if (second > 0.0) {
          lose_packets(world.engine, "link-server", "test", loss(second, none));
        }
        world.nodes[0]->run_once([&world] {
          const auto sent = world.nodes[0]->send(*world.server, 1, 2e6);
          world.said << sent->end_s - sent->begin_s;
        });
      },
      model));
}

}  // namespace

TEST_CASE(
    "packet_loss: a flow runs at MSS / RTT x sqrt(3 / 2) / sqrt(p), under each network model") {
  for (const double p : {0.0001, 0.01, 0.2}) {
    CHECK(seconds_of_2_mb("fluid", p, 0.0) ==
          Approx(0.01 + 2e6 / std::min(1e6, mathis(p, 0.01))).epsilon(1e-9));
    CHECK(seconds_of_2_mb("tcp_window", p, 0.0) ==
          Approx(0.01 + 2e6 / std::min(1e6, mathis(p, 0.01))).epsilon(1e-9));
  }
  CHECK(seconds_of_2_mb("LV08", 0.01, 0.0) ==
        Approx(0.01 * 13.01 + 2e6 / mathis(0.01, 0.01)).epsilon(1e-9));
}

TEST_CASE("packet_loss: of several links, p is that of the whole way") {
  CHECK(seconds_of_2_mb("fluid", 0.01, 0.04) ==
        Approx(0.01 + 2e6 / mathis(1.0 - 0.99 * 0.96, 0.01)).epsilon(1e-9));
}

TEST_CASE("packet_loss: a flow under way meets it when it begins, and a longer latency") {
  const std::string said = in_network([](NetworkWorld& world) {
    world.engine.at(1.01, [&world] {
      lose_packets(world.engine, "link-0", "test", loss(0.01, none));
    });
    world.engine.at(2.01, [&world] {
      world.engine.scale_link("link-0", "test", 2.0, 1.0);
    });
    world.engine.at(4.01, [&world] {
      lose_packets(world.engine, "link-0", "test", std::nullopt);
    });
    world.nodes[0]->run_once([&world] {
      world.said << world.nodes[0]->send(*world.server, 1, 3e6)->end_s;
    });
  });
  // 1 MB by 1.01 s, then a second at the cap, two at half of it, the rest as before.
  const double done = 1e6 + mathis(0.01, 0.01) + 2.0 * mathis(0.01, 0.02);
  CHECK(std::stod(said) == Approx(4.01 + (3e6 - done) / 1e6).epsilon(1e-9));
}

TEST_CASE("packet_loss: a lost message of one segment is sent again after doubling time-outs") {
  const std::string said = in_network([](NetworkWorld& world) {
    lose_packets(world.engine, "link-0", "test", loss(0.5, [k = 0]() mutable {
                   return ++k <= 3;
                 }));
    world.nodes[0]->run_once([&world] {
      world.say(world.nodes[0]->send(*world.server, 1, 0.0));
      world.say(world.nodes[0]->send(*world.server, 1, 1460.0));
    });
  });
  CHECK(said == "sent at 1.41\nsent at 1.42146\n");  // 0.2 + 0.4 + 0.8 s, and the latency
}

TEST_CASE("packet_loss: after 15 tries again the transfer fails") {
  const std::string said = in_network([](NetworkWorld& world) {
    lose_packets(world.engine, "link-0", "test", loss(0.5, [] {
                   return true;
                 }));
    world.nodes[0]->run_once([&world] {
      world.say(world.nodes[0]->send(*world.server, 1, 0.0));
    });
  });
  // Linux: 0.2 (2^10 - 1) + 5 x 120 s.
  CHECK(said == "link down link-0, which lost a message 16 times at 804.6\n");
}

TEST_CASE(
    "packet_loss: who waits for a retransmission fails at once if a host or a link goes off") {
  const auto script = [](const std::function<void(NetworkWorld&)>& cut) {
    return in_network([&](NetworkWorld& world) {
      lose_packets(world.engine, "link-0", "test", loss(0.5, [] {
                     return true;
                   }));
      world.engine.at(0.3, [&] {
        cut(world);
      });
      world.nodes[0]->run_once([&world] {
        world.say(world.nodes[0]->send(*world.server, 1, 0.0));
      });
    });
  };
  CHECK(script([](NetworkWorld& world) {
          world.engine.link_down("link-0", "test");
          world.engine.link_up("link-0", "test");
        }) == "link down a link that is up again at 0.3\n");
  CHECK(script([](NetworkWorld& world) {
          world.engine.host_down("server", "test");
        }) == "peer down server at 0.3\n");
  CHECK(script([](NetworkWorld& world) {
          world.engine.partition_begins("test", {{"host-0"}, {"server"}});
        }) == "link down partition host-0 | server at 0.3\n");
  CHECK(script([](NetworkWorld& world) {
          world.engine.host_down("host-0", "test");
        }) == "");
}

TEST_CASE("packet_loss: the mean delay of 10,000 messages of one segment is RTO p / (1 - 2 p)") {
  const double p = 0.1;
  const std::string said = in_network([=](NetworkWorld& world) {
    const auto* info = find_component(failures(), "packet_loss");
    Arguments arguments;
    arguments.set("links", std::vector<std::string>{"link-0"});
    arguments.set("probability", p);
    arguments.set("mss", 1460.0);
    arguments.set("retransmission_timeout", 0.2);
    info->arm(world.engine, arguments, {7, 0});
    world.nodes[0]->run_once([&world] {
      std::vector<double> delays_s;
      for (int i = 0; i < 10'000; ++i) {
        const auto sent = world.nodes[0]->send(*world.server, 1, 0.0);
        delays_s.push_back(sent->end_s - sent->begin_s - 0.01);
      }
      const test::Moments delay = test::moments(delays_s);
      world.said << delay.mean << ' ' << delay.standard_error;
    });
  });
  std::istringstream numbers(said);
  double mean = 0.0;
  double error = 0.0;
  numbers >> mean >> error;
  CHECK(error > 0.0);
  CHECK(std::abs(mean - 0.2 * p / (1.0 - 2.0 * p)) < 3.0 * error);
}

TEST_CASE("packet_loss: its begin, its end and each retransmission are events") {
  const RecordedRun run = run_scenario(test::small_scenario(3) + R"(
[strategy]
kind = "all_reduce"
rounds = 20
batch_size = 10
[[failure]]
kind = "packet_loss"
links = "link-*"
probability = 0.05
duration = "1 s"
)" + test::cut("link-1", 0.1, "100 ms") +
                                       test::crash("host-2", 0.3, "100 ms"));
  CHECK(run.answer == "exit 0");
  CHECK(run.events_of("packet_loss").size() == 4);
  REQUIRE(run.events_of("packet_loss_end").size() == 4);
  CHECK(run.events_of("packet_loss_end")[0].simulated_s == 1.0);
  CHECK(!run.events_of("retransmission").empty());
}
