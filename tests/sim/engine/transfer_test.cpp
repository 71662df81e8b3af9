#include <sstream>

#include <catch2/catch.hpp>

#include "sim/engine/engine.hpp"
#include "tests/support/child.hpp"
#include "tests/support/generated_platform.hpp"

using namespace simgrad;
using test::in_child;

namespace {

/// Hears nothing but the number of events of each kind.
class Silent : public Observer {
 public:
  void activity(const Node& /*node*/, Activity /*activity*/, double /*begin_s*/, double /*end_s*/,
                bool /*lost*/) override {}
  void transfer(const TransferRecord& record) override { delivered += record.delivered ? 1 : 0; }
  void event(double /*simulated_s*/, std::string_view /*kind*/, std::string_view /*subject*/,
             std::string_view /*detail*/) override {}
  int delivered = 0;
};

/// host-0, host-1, host-2 and server; 1 Mflop/s, 1 MB/s and 10 ms a link, nothing shared.
PlatformChoice star() {
  return test::generated("star", {{"hosts", test::integer(3)},
                                  {"speed", test::real(1e6)},
                                  {"bandwidth", test::real(1e6)},
                                  {"latency", test::real(0.01)},
                                  {"server_bandwidth", test::real(1e6)},
                                  {"server_latency", test::real(0.0)}});
}

/// A world of four nodes in a child process; what `script` writes comes back.
struct World {
  std::unique_ptr<Device> device = make_cpu_device({.threads = 1});
  Silent observer;
  Engine engine;
  Node* server = nullptr;
  std::vector<Node*> nodes;
  std::ostringstream said;

  explicit World(const PlatformChoice& platform = star()) : engine(platform, *device) {
    engine.observe(observer);
    server = &engine.add_node("server", "server", "server");
    for (const char* host : {"host-0", "host-1", "host-2"}) {
      nodes.push_back(&engine.add_node(host, "worker", host));
    }
    said.precision(12);
  }
  void say(const std::string& what) { said << what << " at " << engine.now() << '\n'; }
  void say(const Outcome<Sent>& sent) {
    say(sent ? "sent" : std::string(to_text(sent.failure().kind)) + " " + sent.failure().subject);
  }
};

std::string in_world(const std::function<void(World&)>& script,
                     const PlatformChoice& platform = star()) {
  return in_child([&] {
    World world(platform);
    script(world);
    const RunEnd end = world.engine.run();
    world.said << (end.status == RunStatus::kFailed ? "failed: " + end.reason : "ended") << '\n';
    return world.said.str();
  });
}

}  // namespace

TEST_CASE("transfer: it takes the route's latency and bytes over bandwidth") {
  const std::string said = in_world([](World& world) {
    world.nodes[0]->run_once([&world] {
      world.say(world.nodes[0]->send(*world.server, 1, 2e6));
    });
    world.server->run_once([&world] {
      const auto message = world.server->receive();
      world.say("received from " + message->from->name());
    });
  });
  CHECK(said == "received from host-0 at 2.01\nsent at 2.01\nended\n");
}

TEST_CASE("transfer: a platform's factors scale every latency and bandwidth") {
  PlatformChoice platform = star();
  platform.latency_factor = 3.0;
  platform.bandwidth_factor = 0.5;
  const auto send_2_mb = [](World& world) {
    world.nodes[0]->run_once([&world] {
      world.say(world.nodes[0]->send(*world.server, 1, 2e6));
    });
  };
  CHECK(in_world(send_2_mb, platform) == "sent at 4.03\nended\n");
  // A link's own degradation comes on top.
  const auto degrade_and_send = [&](World& world) {
    for (const std::string& link : world.engine.link_names()) {
      if (link.rfind("__", 0) != 0) {
        world.engine.scale_link(link, "test", 2.0, 0.5);
      }
    }
    send_2_mb(world);
  };
  CHECK(in_world(degrade_and_send, platform) == "sent at 8.06\nended\n");
}

TEST_CASE("transfer: it goes on whether or not anybody waits for it") {
  // Three at once share the server's link; a server that is busy for a while changes nothing.
  const std::string said = in_world([](World& world) {
    for (Node* node : world.nodes) {
      node->run_once([&world, node] {
        world.say(node->send(*world.server, 1, 1e6));
      });
    }
    world.server->run_once([&world] {
      world.server->sleep(100.0);
      for (int i = 0; i < 3; ++i) {
        (void)world.server->receive();
      }
      world.say("all there");
    });
  });
  CHECK(said == "sent at 3.01\nsent at 3.01\nsent at 3.01\nall there at 100\nended\n");
}

TEST_CASE("transfer: in the background it leaves the sender free, and can be waited for") {
  const std::string said = in_world([](World& world) {
    world.server->run_once([&world] {
      Transfer first = world.server->send_async(*world.nodes[0], 1, 1e6);
      Transfer second = world.server->send_async(*world.nodes[1], 2, 1e6);
      world.say(first.done() ? "done" : "under way");
      world.say(first.wait());
      world.say(second.wait());
      Transfer third = world.server->send_async(*world.nodes[1], 3, 1e6);
      world.say(third.wait());
    });
  });
  CHECK(said == "under way at 0\nsent at 2.01\nsent at 2.01\nsent at 3.02\nended\n");
}

TEST_CASE("transfer: several that begin at once are each held by their own slowest link") {
  // SimGrid's Lazy solver lets all but one of these run at the speed of the server's link.
  const std::string said = in_world([](World& world) {
    world.engine.at(0.0, [&world] {
      for (int i = 0; i < 3; ++i) {
        world.engine.scale_link("link-" + std::to_string(i), "test", 1.0, 0.125);
      }
    });
    world.server->run_once([&world] {
      world.server->sleep(1.0);
      std::vector<Transfer> transfers;
      for (Node* node : world.nodes) {
        transfers.push_back(world.server->send_async(*node, 1, 1e6));
      }
      for (Transfer& transfer : transfers) {
        world.say(transfer.wait());
      }
    });
  });
  CHECK(said == "sent at 9.01\nsent at 9.01\nsent at 9.01\nended\n");
}

TEST_CASE("receive: its time-out touches no transfer") {
  const std::string said = in_world([](World& world) {
    world.nodes[0]->run_once([&world] {
      (void)world.nodes[0]->send(*world.server, 1, 2e6);
    });
    world.server->run_once([&world] {
      world.say(world.server->receive(1.0) ? "message" : "timeout");
      world.say(world.server->receive(5.0) ? "message" : "timeout");
      world.say(world.server->receive(0.0) ? "message" : "timeout");
    });
  });
  CHECK(said == "timeout at 1\nmessage at 2.01\ntimeout at 2.01\nended\n");
}

TEST_CASE("transfer: the receiver's crash ends it at once, and nothing reaches its next life") {
  const std::string said = in_world([](World& world) {
    world.nodes[0]->run_once([&world] {
      world.say(world.nodes[0]->send(*world.nodes[1], 1, 5e6));
      world.say(world.nodes[0]->send(*world.nodes[1], 2, 1e6));
      world.nodes[0]->sleep(2.0);
      world.say(world.nodes[0]->send(*world.nodes[1], 3, 1e6));
    });
    world.nodes[1]->run_always([&world] {
      world.say("life " + std::to_string(world.nodes[1]->incarnation()));
      while (auto number = world.nodes[1]->receive<int>(30.0)) {
        world.say("got " + std::to_string(*number));
      }
    });
    world.engine.at(1.0, [&world] {
      world.engine.host_down("host-1", "test");
    });
    world.engine.at(2.0, [&world] {
      world.engine.host_up("host-1", "test");
    });
  });
  CHECK(said ==
        "life 0 at 0\npeer down host-1 at 1\npeer down host-1 at 1\nlife 1 at 2\n"
        "got 3 at 4.02\nsent at 4.02\nended\n");
}

TEST_CASE("transfer: the sender's crash ends it, and the receiver gets nothing") {
  const std::string said = in_world([](World& world) {
    world.nodes[0]->run_once([&world] {
      (void)world.nodes[0]->send(*world.server, 1, 5e6);
    });
    world.server->run_once([&world] {
      world.say(world.server->receive(20.0) ? "message" : "timeout");
      world.said << world.observer.delivered << " delivered\n";
    });
    world.engine.at(1.0, [&world] {
      world.engine.host_down("host-0", "test");
    });
  });
  CHECK(said == "timeout at 20\n0 delivered\nended\n");
}

TEST_CASE("transfer: a link that goes down ends it; it is tried again until the link is up") {
  const std::string said = in_world([](World& world) {
    world.nodes[0]->run_once([&world] {
      world.say(world.nodes[0]->send(*world.server, 1, 5e6));
      world.say(world.nodes[0]->send(*world.server, 1, 1e6, {3, 2.0}));
      world.say(world.nodes[0]->send(*world.server, 1, 1e6, {2, 0.5}));
    });
    world.engine.at(1.0, [&world] {
      world.engine.link_down("link-0", "test");
    });
    world.engine.at(4.0, [&world] {
      world.engine.link_up("link-0", "test");
    });
    world.engine.at(6.5, [&world] {
      world.engine.link_down("link-0", "test");
    });
  });
  CHECK(said == "link down link-0 at 1\nsent at 6.01\nlink down link-0 at 7\nended\n");
}

TEST_CASE("outages: overlapping causes are counted, the host is up when the last has ended") {
  const std::string said = in_world([](World& world) {
    world.nodes[0]->run_always([&world] {
      world.say("up");
    });
    for (const auto& [begin_s, end_s] : {std::pair{1.0, 3.0}, {2.0, 5.0}}) {
      world.engine.at(begin_s, [&world] {
        world.engine.host_down("host-0", "test");
      });
      world.engine.at(end_s, [&world] {
        world.engine.host_up("host-0", "test");
      });
    }
    world.server->run_once([&world] {
      world.server->sleep(9.0);
    });
  });
  CHECK(said == "up at 0\nup at 5\nended\n");
}

TEST_CASE("compute: it takes flop over speed, also when the speed changes on the way") {
  const std::string said = in_world([](World& world) {
    const auto model = std::make_shared<Model>(ImageShape{2, 1, 1}, 2);
    model->add_dense(2, false);
    world.nodes[0]->run_once([&world, model] {
      (void)world.nodes[0]->compute({InitialState{model, 0, Stream(1, Purpose::kTest)}, 2e6});
      world.say("first");
      (void)world.nodes[0]->compute({InitialState{model, 0, Stream(1, Purpose::kTest)}, 2e6});
      world.say("second");
    });
    // The second: 1 s at full speed, 2 s at a quarter, the last half a second's work at full.
    world.engine.at(3.0, [&world] {
      world.engine.scale_host("host-0", "test", 0.25);
    });
    world.engine.at(5.0, [&world] {
      world.engine.scale_host("host-0", "test", 1.0);
    });
  });
  CHECK(said == "first at 2\nsecond at 5.5\nended\n");
}

TEST_CASE("links: latency and bandwidth factors act on what is sent while they last") {
  const std::string said = in_world([](World& world) {
    world.nodes[0]->run_once([&world] {
      world.say(world.nodes[0]->send(*world.server, 1, 1e6));
      world.say(world.nodes[0]->send(*world.server, 1, 1e6));
    });
    world.engine.at(1.005, [&world] {
      world.engine.scale_link("link-0", "test", 3.0, 0.5);
    });
  });
  // The first has 5 ms of its bytes left, at half the speed; the second 30 ms and 2 s.
  CHECK(said == "sent at 1.015\nsent at 3.045\nended\n");
}

TEST_CASE("run: when nothing can happen any more it ends as failed and names who waits") {
  const std::string said = in_world([](World& world) {
    world.server->run_once([&world] {
      (void)world.server->receive();
    });
  });
  CHECK(said.find("failed: nothing can happen any more") == 0);
  CHECK(said.find("server") != std::string::npos);
}

TEST_CASE("run: an indispensable node's crash ends it with the reason") {
  const std::string said = in_world([](World& world) {
    world.server->set_indispensable();
    world.server->run_always([&world] {
      (void)world.server->receive();
    });
    world.engine.at(2.0, [&world] {
      world.engine.host_down("server", "a test");
    });
  });
  CHECK(said == "failed: server 'server' was lost: host server went off at 2 s (a test)\n");
}

TEST_CASE("run: an exception in an actor ends the run and is thrown out of it") {
  const std::string said = in_world([](World& world) {
    world.nodes[0]->run_once([&world] {
      world.nodes[0]->sleep(1.0);
      throw Error("the disk is full");
    });
    world.server->run_once([&world] {
      (void)world.server->receive();
    });
  });
  CHECK(said == "threw: the disk is full");
}

TEST_CASE("run: failures that follow each other without a pause end it, and do not hang it") {
  const std::string said = in_world([](World& world) {
    const auto again = std::make_shared<std::function<void()>>();
    *again = [&world, again] {
      world.engine.link_down("link-0", "test");
      world.engine.link_up("link-0", "test");
      world.engine.at(world.engine.now(), *again);
    };
    world.engine.at(1.0, *again);
    world.server->run_once([&world] {
      world.server->sleep(9.0);
    });
  });
  CHECK(said.find("threw: simulated time stands still at 1 s") == 0);
}
