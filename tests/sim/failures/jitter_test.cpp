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

/// Delays the messages on link-0 by these, in order.
void delay_by(NetworkWorld& world, std::vector<double> delays_s) {
  delay_messages(world.engine, "link-0", "test", [delays_s, k = std::size_t{0}]() mutable {
    return delays_s[k++ % delays_s.size()];
  });
}

const std::string kJitter = R"(
[[failure]]
kind = "jitter"
links = "link-*"
delay = { distribution = "exponential", mean = "20 ms" }
)";

std::string strategy(const std::string& kind) {
  return "[strategy]\nkind = \"" + kind + "\"\nrounds = 4\n" +
         (kind == "federated" ? "clients_per_round = 3\n" : "batch_size = 20\n") +
         (kind == "stale_synchronous_parallel" ? "staleness_bound = 1\n" : "") +
         (kind == "diloco" ? "inner_steps = 3\n" : "");
}

}  // namespace

TEST_CASE("jitter: each message has its own delay, which counts as latency") {
  const std::string said = in_network([](NetworkWorld& world) {
    delay_by(world, {0.5, 0.25, 0.0});
    world.nodes[0]->run_once([&world] {
      for (int i = 0; i < 3; ++i) {
        world.say(world.nodes[0]->send(*world.server, 1, 1e6));
      }
      delay_messages(world.engine, "link-0", "test", nullptr);
      world.say(world.nodes[0]->send(*world.server, 1, 1e6));
      world.said << "latency " << world.latency_s << '\n';
    });
  });
  CHECK(said == "sent at 1.51\nsent at 2.77\nsent at 3.78\nsent at 4.79\nlatency 0.79\n");
}

TEST_CASE("jitter: messages between two nodes may overtake each other") {
  const std::string said = in_network([](NetworkWorld& world) {
    delay_by(world, {0.5, 0.0});
    world.nodes[0]->run_once([&world] {
      (void)world.nodes[0]->send_async(*world.server, std::string("first"), 0.0);
      (void)world.nodes[0]->send_async(*world.server, std::string("second"), 0.0);
      world.nodes[0]->sleep(1.0);
    });
    world.server->run_once([&world] {
      for (int i = 0; i < 2; ++i) {
        const auto message = world.server->receive<std::string>();
        world.said << *message << " at " << world.engine.now() << '\n';
      }
    });
  });
  CHECK(said == "second at 0.01\nfirst at 0.51\n");
}

TEST_CASE("jitter: who waits by it fails at once if a host or a link goes off") {
  const auto script = [](const std::function<void(NetworkWorld&)>& cut) {
    return in_network([&](NetworkWorld& world) {
      delay_by(world, {1.0});
      world.engine.at(0.3, [&] {
        cut(world);
      });
      world.nodes[0]->run_once([&world] {
        world.say(world.nodes[0]->send(*world.server, 1, 0.0));
        world.say(world.nodes[0]->send(*world.server, 1, 0.0));
      });
    });
  };
  CHECK(script([](NetworkWorld& world) {
          world.engine.link_down("link-server", "test");
        }) == "link down link-server at 0.3\nlink down link-server at 0.3\n");
  CHECK(script([](NetworkWorld& world) {
          world.engine.host_down("server", "test");
        }) == "peer down server at 0.3\npeer down server at 0.3\n");
}

TEST_CASE("jitter: a synchronous strategy learns the same under it, later") {
  for (const char* kind : {"all_reduce", "diloco", "gossip", "local_sgd", "sharded_data_parallel",
                           "synchronous_parameter_server"}) {
    const RecordedRun calm = run_scenario(test::small_scenario(3) + strategy(kind));
    const RecordedRun late = run_scenario(test::small_scenario(3) + strategy(kind) + kJitter);
    INFO(kind << ": " << late.answer << " " << late.run.reason);
    REQUIRE(late.answer == "exit 0");
    CHECK(late.run.simulated_s > calm.run.simulated_s + 4 * 0.01);
    REQUIRE(late.evaluations.size() == calm.evaluations.size());
    for (std::size_t i = 0; i < late.evaluations.size(); ++i) {
      CHECK(late.evaluations[i].loss == calm.evaluations[i].loss);
    }
  }
}

TEST_CASE("jitter: every strategy ends under it, with crashes and links off too") {
  for (const char* kind : {"all_reduce", "asynchronous_gossip", "asynchronous_parameter_server",
                           "diloco", "federated", "gossip", "local_sgd", "sharded_data_parallel",
                           "stale_synchronous_parallel", "synchronous_parameter_server"}) {
    const RecordedRun run =
        run_scenario(test::small_scenario(3) + strategy(kind) + test::kStorm + kJitter);
    INFO(kind << ": " << run.answer << " " << run.run.reason);
    CHECK(run.answer == "exit 0");
  }
}

TEST_CASE("jitter: it begins with the run, or when it is told to") {
  const RecordedRun all = run_scenario(test::small_scenario(2) + strategy("all_reduce") + kJitter);
  CHECK(all.events_of("jitter").at(0).simulated_s == 0.0);
  CHECK(all.events_of("jitter_end").empty());
  const RecordedRun some = run_scenario(test::small_scenario(2) + strategy("all_reduce") + kJitter +
                                        "at = \"50 ms\"\nduration = \"60 ms\"\n");
  CHECK(some.events_of("jitter").at(0).simulated_s == 0.05);
  CHECK(some.events_of("jitter_end").at(0).simulated_s == 0.11);
  const RecordedRun wrong = run_scenario(test::small_scenario(2) + strategy("all_reduce") +
                                         kJitter + "at = \"50 ms\"\ntime_to_failure = \"1 s\"\n");
  CHECK(wrong.answer.find("at most one of 'at'") != std::string::npos);
}
