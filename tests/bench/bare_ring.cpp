#include "tests/bench/bare_ring.hpp"

#include <simgrid/s4u.hpp>

#include "tests/bench/measure.hpp"

namespace simgrad::bench {
namespace {

namespace s4u = simgrid::s4u;

s4u::Mailbox* mailbox(std::int64_t rank) {
  return s4u::Mailbox::by_name("host-" + std::to_string(rank));
}

void pass_on(std::int64_t rank, std::int64_t n, double chunk_bytes, std::int64_t times) {
  s4u::Mailbox* next = mailbox((rank + 1) % n);
  s4u::Mailbox* own = mailbox(rank);
  int chunk = 0;
  for (std::int64_t step = 0; step < times * 2 * (n - 1); ++step) {
    const s4u::CommPtr out = next->put_async(&chunk, static_cast<std::uint64_t>(chunk_bytes));
    (void)own->get<int>();
    out->wait();
  }
}

}  // namespace

std::vector<double> bare_ring(const PlatformChoice& platform, std::int64_t n, double chunk_bytes,
                              std::int64_t times) {
  std::string program = "bare_ring";
  char* argument = program.data();
  int count = 1;
  s4u::Engine engine(&count, &argument);
  const auto& network = platform.network_model;
  for (const std::string& setting : network.as<NetworkModelInfo>().settings(*network.arguments)) {
    s4u::Engine::set_config(setting);
  }
  s4u::Engine::set_config("network/optim:Full");
  s4u::Engine::set_config("contexts/stack-size:256");
  const auto& generator = platform.generator;
  generator.as<GeneratorInfo>().build(*generator.arguments, platform.seed);
  engine.seal_platform();
  for (std::int64_t rank = 0; rank < n; ++rank) {
    const std::string host = "host-" + std::to_string(rank);
    s4u::Actor::create(host, engine.host_by_name(host), pass_on, rank, n, chunk_bytes, times);
  }
  const double begin_cpu_s = cpu_clock_s();
  engine.run();
  return {s4u::Engine::get_clock(), cpu_clock_s() - begin_cpu_s};
}

}  // namespace simgrad::bench
