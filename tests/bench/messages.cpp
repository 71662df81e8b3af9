#include <algorithm>
#include <cmath>

#include "sim/engine/engine.hpp"
#include "tests/bench/no_numbers.hpp"
#include "tests/bench/parts.hpp"
#include "tests/bench/report.hpp"

namespace simgrad::bench {
namespace {

constexpr double kBytes = 636e3;
constexpr double kShared = 1.25e9;      // bytes/s of the server's link
constexpr double kNoBottleneck = 1e15;  // the server has no link: each client's own decides

/// A server sends to N clients at once, each answers, `rounds` times.
struct Shape {
  std::int64_t clients = 0;
  std::int64_t rounds = 0;
  double server_bytes_per_s = 0.0;
};

PlatformChoice star(const Shape& shape) {
  auto arguments = std::make_shared<Arguments>();
  arguments->set("hosts", shape.clients);
  arguments->set("servers", std::int64_t{1});
  arguments->set("speed", 1e10);
  arguments->set("bandwidth", 12.5e6);
  arguments->set("latency", 0.005);
  if (shape.server_bytes_per_s != kNoBottleneck) {
    arguments->set("server_bandwidth", shape.server_bytes_per_s);
  }
  arguments->set("server_latency", 0.0);
  arguments->set("duplex", std::string("half"));
  arguments->set("speed_sigma", 0.0);
  arguments->set("bandwidth_sigma", 0.3);
  arguments->set("latency_sigma", 0.3);
  PlatformChoice choice;
  choice.generator = {find_component(generators(), "star"), arguments};
  choice.network_model = {find_component(network_models(), "fluid"), std::make_shared<Arguments>()};
  choice.seed = 1;
  return choice;
}

class Deaf : public Observer {
 public:
  void activity(const Node& /*node*/, Activity /*activity*/, double /*begin_s*/, double /*end_s*/,
                bool /*lost*/) override {}
  void transfer(const TransferRecord& /*transfer*/) override {}
  void event(double /*simulated_s*/, std::string_view /*kind*/, std::string_view /*subject*/,
             std::string_view /*detail*/) override {}
};

void serve(Node& server, const std::vector<Node*>& clients, std::int64_t rounds) {
  for (std::int64_t round = 0; round < rounds; ++round) {
    for (Node* client : clients) {
      server.send_async(*client, round, kBytes);
    }
    for (std::size_t i = 0; i < clients.size(); ++i) {
      check(bool(server.receive()), "an answer arrives");
    }
  }
  server.engine().stop(RunStatus::kFinished, "all rounds done");
}

void answer(Node& client, Node& server) {
  while (auto message = client.receive()) {
    check(bool(client.send(server, message->payload, kBytes)), "an answer is delivered");
  }
}

/// Seconds of a pull and a push of the slowest client that has the network for itself.
double longest_alone_s(const Engine& engine) {
  double longest_s = 0.0;
  for (std::size_t i = 0; i < engine.link_names().size(); ++i) {
    const LinkSummary link = engine.link(static_cast<int>(i));
    if (link.name != "link-server") {
      longest_s = std::max(longest_s, 2.0 * (link.latency_s + kBytes / link.bytes_per_s));
    }
  }
  return longest_s;
}

/// A round takes at least what the server's link needs for its bytes, and at least the slowest
/// client alone; and at most both, since whenever that link is not full all clients go on as if
/// alone.
void check_end(const Shape& shape, double simulated_s, double alone_s) {
  const auto rounds = static_cast<double>(shape.rounds);
  const double full_s =
      2.0 * kBytes * static_cast<double>(shape.clients) / shape.server_bytes_per_s;
  const double round_s = simulated_s / rounds;
  check(round_s >= std::max(full_s, alone_s) * (1.0 - 1e-6) &&
            round_s <= (full_s + alone_s) * (1.0 + 1e-6),
        "a round of " + text("%.9g", round_s) + " s; the server's link alone needs " +
            text("%.9g", full_s) + " s, a client alone " + text("%.9g", alone_s) + " s");
}

/// Wall seconds and processor seconds of the simulated clock's run.
std::vector<double> simulate(const Shape& shape) {
  NoNumbers device;
  Engine engine(star(shape), device);
  Deaf observer;
  engine.observe(observer);
  Node& server = engine.add_node("server", "server", "server");
  std::vector<Node*> clients;
  for (std::int64_t i = 0; i < shape.clients; ++i) {
    const std::string name = "host-" + std::to_string(i);
    Node& client = engine.add_node(name, "worker", name);
    clients.push_back(&client);
    client.run_always([&client, &server] {
      answer(client, server);
    });
  }
  server.run_always([&] {
    serve(server, clients, shape.rounds);
  });
  const double alone_s = longest_alone_s(engine);
  const double begin_wall_s = wall_clock_s();
  const double begin_cpu_s = cpu_clock_s();
  const RunEnd end = engine.run();
  const std::vector<double> taken{wall_clock_s() - begin_wall_s, cpu_clock_s() - begin_cpu_s};
  check(end.status == RunStatus::kFinished, end.reason);
  check(engine.events() == static_cast<std::uint64_t>(2 * shape.clients * shape.rounds),
        std::to_string(engine.events()) + " messages were delivered");
  check_end(shape, end.simulated_s, alone_s);
  return taken;
}

std::string messages_per_s(const Shape& shape, int repetitions) {
  std::vector<double> rates;
  for (int i = 0; i < repetitions; ++i) {
    const double cpu_s = in_child([&shape] {
                           return simulate(shape);
                         }).at(1);
    rates.push_back(static_cast<double>(2 * shape.clients * shape.rounds) / cpu_s);
  }
  return text("%.0f", summary(rates));
}

}  // namespace

void messages() {
  print_heading(
      "Simulated messages a second of processor time: a server sends 636 kB to each of N clients,\n"
      "each answers; star, links that differ; median (minimum to maximum) of 3, with 4,000 one "
      "run");
  print_table(
      {{"concurrent transfers", "no link at the server", "shared, 10 Gbit/s"},
       {"100", messages_per_s({100, 50, kNoBottleneck}, 3), messages_per_s({100, 50, kShared}, 3)},
       {"1,000", messages_per_s({1000, 1, kNoBottleneck}, 3),
        messages_per_s({1000, 1, kShared}, 3)},
       {"4,000", messages_per_s({4000, 1, kNoBottleneck}, 1),
        messages_per_s({4000, 1, kShared}, 1)}});
}

}  // namespace simgrad::bench
