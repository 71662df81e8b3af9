#include <catch2/catch.hpp>

#include "tests/support/network_world.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace simgrad;
using test::in_network;
using test::NetworkWorld;

namespace {

std::string ends(const std::string& text, const std::function<void(NetworkWorld&)>& more) {
  const test::TemporaryFolder folder;
  return in_network([&](NetworkWorld& world) {
    Arguments arguments;
    arguments.set("links", std::vector<std::string>{"link-0", "link-server"});
    arguments.set("file", folder.write("trace.csv", text));
    arguments.set("repeat", false);
    find_component(failures(), "latency_trace")->arm(world.engine, arguments, {1, 3});
    more(world);
    world.nodes[0]->run_once([&world] {
      for (const double at_s : {0.0, 1.0, 2.0}) {
        world.nodes[0]->sleep(at_s - world.engine.now());
        world.say(world.nodes[0]->send(*world.server, 1, 0.0));
      }
      world.said << world.events.str();
    });
  });
}

}  // namespace

TEST_CASE("latency_trace: it stands in place of the platform's latency, of 0 too") {
  CHECK(ends("time,latency_ms\n0,20\n1.5,100\n", [](NetworkWorld&) {}) ==
        "sent at 0.04\nsent at 1.04\nsent at 2.2\n"
        "0 link_latency link-0: failure[3]: latency_trace: 0.02 s\n"
        "0 link_latency link-server: failure[3]: latency_trace: 0.02 s\n"
        "1.5 link_latency link-0: failure[3]: latency_trace: 0.1 s\n"
        "1.5 link_latency link-server: failure[3]: latency_trace: 0.1 s\n");
}

TEST_CASE("latency_trace: a degradation multiplies it, a cut and a crash go on") {
  const std::string said = ends("time,latency\n0.5,0.02\n", [](NetworkWorld& world) {
    world.engine.at(0.7, [&world] {
      world.engine.scale_link("link-0", "test", 3.0, 1.0);
      world.engine.link_down("link-0", "test");
      world.engine.host_down("server", "test");
    });
    world.engine.at(0.8, [&world] {
      world.engine.link_up("link-0", "test");
      world.engine.host_up("server", "test");
    });
  });
  CHECK(said.find("sent at 0.01\nsent at 1.08\nsent at 2.08\n") == 0);
}
