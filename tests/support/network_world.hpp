#pragma once

#include <functional>
#include <sstream>
#include <string>
#include <string_view>

#include "sim/engine/weather.hpp"
#include "sim/failures/failure.hpp"
#include "tests/support/child.hpp"
#include "tests/support/generated_platform.hpp"

namespace simgrad::test {

/// A star of host-0, host-1, host-2 and server with 1 Mflop/s, in a child process: 1 MB/s and 10 ms
/// on link-0, link-1, link-2, and 1 MB/s and 0 s on the server's link.
struct NetworkWorld : Observer {
  std::unique_ptr<Device> device = make_cpu_device({.threads = 1});
  Engine engine;
  Node* server = nullptr;
  std::vector<Node*> nodes;
  std::ostringstream said;
  std::ostringstream events;  // "time kind subject: detail"
  double latency_s = 0.0;     // of all transfers

  explicit NetworkWorld(const PlatformChoice& platform) : engine(platform, *device) {
    engine.observe(*this);
    server = &engine.add_node("server", "server", "server");
    for (const char* host : {"host-0", "host-1", "host-2"}) {
      nodes.push_back(&engine.add_node(host, "worker", host));
    }
    said.precision(12);
    events.precision(12);
  }
  void say(const Outcome<Sent>& sent) {
    said << (sent ? "sent" : to_text(sent.failure().kind) + (" " + sent.failure().subject))
         << " at " << engine.now() << '\n';
  }

  void activity(const Node& /*node*/, Activity /*activity*/, double /*begin_s*/, double /*end_s*/,
                bool /*lost*/) override {}
  void transfer(const TransferRecord& record) override { latency_s += record.latency_s; }
  void event(double simulated_s, std::string_view kind, std::string_view subject,
             std::string_view detail) override {
    events << simulated_s << ' ' << kind << ' ' << subject << ": " << detail << '\n';
  }
};

/// What `script`, and then the run, have the world say.
inline std::string in_network(const std::function<void(NetworkWorld&)>& script,
                              const std::string& model = "fluid") {
  return in_child([&] {
    PlatformChoice platform = generated("star", {{"hosts", integer(3)},
                                                 {"speed", real(1e6)},
                                                 {"bandwidth", real(1e6)},
                                                 {"latency", real(0.01)},
                                                 {"server_bandwidth", real(1e6)},
                                                 {"server_latency", real(0.0)}});
    platform.network_model.info = find_component(network_models(), model);
    Arguments arguments;
    arguments.set("window", 2.65e6);
    platform.network_model.arguments = std::make_shared<Arguments>(arguments);
    platform.workers_talk = true;
    NetworkWorld world(platform);
    script(world);
    const RunEnd end = world.engine.run();
    if (end.status == RunStatus::kFailed) {
      world.said << "failed: " << end.reason << '\n';
    }
    return world.said.str();
  });
}

}  // namespace simgrad::test
