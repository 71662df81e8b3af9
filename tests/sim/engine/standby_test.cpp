#include <catch2/catch.hpp>

#include "tests/support/network_world.hpp"

using namespace simgrad;
using test::in_network;
using test::NetworkWorld;

/// A node whose role passes to another host: host-1, then host-2, after 2 s.
namespace {

void stand_by(NetworkWorld& world, std::function<bool(const std::string&)> prefers = {}) {
  world.server->succeeded_by({{"host-1", "host-2"}, {2.0}, std::move(prefers)});
  world.server->run_always([&world] {
    world.said << "life " << world.server->incarnation() << " on " << world.server->host() << " at "
               << world.engine.now() << '\n';
    while (true) {
      (void)world.server->receive(10.0);
    }
  });
}

void go_off(NetworkWorld& world, double at_s, const std::string& host) {
  world.engine.at(at_s, [&world, host] {
    world.engine.host_down(host, "a test");
  });
}

void come_on(NetworkWorld& world, double at_s, const std::string& host) {
  world.engine.at(at_s, [&world, host] {
    world.engine.host_up(host, "a test");
  });
}

void stop(NetworkWorld& world) {
  world.engine.at(20.0, [&world] {
    world.engine.stop(RunStatus::kFinished, "");
  });
}

/// The lives that there are until 20 s.
std::string lives(const std::function<void(NetworkWorld&)>& script) {
  return in_network([&](NetworkWorld& world) {
    script(world);
    stop(world);
  });
}

}  // namespace

TEST_CASE("standby: the first that is up has the role after the detection delay, and keeps it") {
  CHECK(lives([](NetworkWorld& world) {
          stand_by(world);
          go_off(world, 1.0, "server");
          come_on(world, 2.0, "server");
        }) == "life 0 on server at 0\nlife 1 on host-1 at 3\n");
  CHECK(lives([](NetworkWorld& world) {
          stand_by(world);
          go_off(world, 1.0, "server");
          go_off(world, 2.0, "host-1");
        }) == "life 0 on server at 0\nlife 1 on host-2 at 3\n");
}

TEST_CASE("standby: who is preferred has it first, and the first host last") {
  CHECK(lives([](NetworkWorld& world) {
          stand_by(world, [](const std::string& host) {
            return host == "host-2";
          });
          go_off(world, 1.0, "server");
        }) == "life 0 on server at 0\nlife 1 on host-2 at 3\n");
  CHECK(lives([](NetworkWorld& world) {
          stand_by(world);
          go_off(world, 1.0, "host-1");
          go_off(world, 1.0, "host-2");
          go_off(world, 1.0, "server");
          come_on(world, 2.0, "server");
        }) == "life 0 on server at 0\nlife 1 on server at 3\n");
}

TEST_CASE("standby: with all off the first that is on has the role at once") {
  CHECK(lives([](NetworkWorld& world) {
          stand_by(world);
          for (const char* host : {"server", "host-1", "host-2"}) {
            go_off(world, 1.0, host);
          }
          come_on(world, 7.0, "host-2");
          come_on(world, 8.0, "host-1");
        }) == "life 0 on server at 0\nlife 1 on host-2 at 7\n");
}

TEST_CASE(
    "standby: what is on its way to the old host is lost, what comes later takes the new way") {
  const std::string said = in_network([](NetworkWorld& world) {
    stand_by(world);
    go_off(world, 1.0, "server");
    world.nodes[0]->run_once([&world] {
      world.say(world.nodes[0]->send(*world.server, 1, 2e6));
      world.nodes[0]->wait_until_reachable(*world.server);
      world.say(world.nodes[0]->send(*world.server, 1, 2e6));
    });
    stop(world);
  });
  // 10 ms to the first host, 20 ms to the standby.
  CHECK(said.find("peer down server at 1\nlife 1 on host-1 at 3\nsent at 5.02\n") !=
        std::string::npos);
}
