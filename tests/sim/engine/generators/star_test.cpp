#include <catch2/catch.hpp>

#include "sim/engine/platform.hpp"
#include "tests/support/generated_platform.hpp"

using namespace simgrad;

TEST_CASE("star: a host's route to the server is its link and the server's") {
  const PlatformChoice choice = test::generated("star", {{"hosts", test::integer(3)},
                                                         {"speed", test::real(1e9)},
                                                         {"bandwidth", test::real(1e6)},
                                                         {"latency", test::real(0.01)},
                                                         {"server_bandwidth", test::real(5e5)},
                                                         {"server_latency", test::real(0.005)}});
  const PlatformSummary summary = inspect_platform(choice);
  REQUIRE(summary.hosts.size() == 4);
  CHECK(summary.hosts[0].name == "host-0");
  CHECK(summary.hosts[0].flop_per_s == 1e9);
  CHECK(summary.links.size() == 4);
  const auto routes = inspect_routes(choice, {{"host-1", "server"}, {"host-0", "host-2"}}, true);
  CHECK(routes[0].links == std::vector<std::string>{"link-1", "link-server"});
  CHECK(routes[0].latency_s == Approx(0.015).epsilon(1e-12));
  CHECK(routes[0].one_byte_s == Approx(0.015 + 1 / 5e5).epsilon(1e-9));
  CHECK(routes[0].flow_cap_bytes_per_s == Approx(5e5).epsilon(1e-9));
  CHECK(routes[1].links == std::vector<std::string>{"link-0", "link-2"});
}

TEST_CASE("star: without server_bandwidth the server has no link of its own") {
  const PlatformChoice choice = test::generated("star", {{"hosts", test::integer(2)},
                                                         {"speed", test::real(1e9)},
                                                         {"bandwidth", test::real(1e6)},
                                                         {"latency", test::real(0.01)},
                                                         {"server_latency", test::real(0.0)}});
  const auto routes = inspect_routes(choice, {{"host-1", "server"}, {"server", "host-1"}}, false);
  CHECK(routes.empty());
  CHECK(inspect_platform(choice).links.size() == 2);
}

TEST_CASE("star: hosts differ as the sigmas say, the same for the same seed") {
  const auto speeds = [](std::uint64_t seed) {
    PlatformChoice choice = test::generated("star", {{"hosts", test::integer(200)},
                                                     {"speed", test::real(1e9)},
                                                     {"bandwidth", test::real(1e6)},
                                                     {"latency", test::real(0.01)},
                                                     {"server_latency", test::real(0.0)},
                                                     {"speed_sigma", test::real(0.5)}});
    choice.seed = seed;
    std::vector<double> logs;
    for (const HostSummary& host : inspect_platform(choice).hosts) {
      if (host.name != "server") {
        logs.push_back(std::log(host.flop_per_s / 1e9));
      }
    }
    return logs;
  };
  const auto first = speeds(1);
  CHECK(first == speeds(1));
  CHECK(first != speeds(2));
  double squares = 0.0;
  for (const double log : first) {
    squares += log * log;
  }
  CHECK(std::sqrt(squares / 200.0) == Approx(0.5).margin(0.1));
}

TEST_CASE("star: several servers are server-0, server-1 ..., each behind a link of its own") {
  const PlatformChoice choice = test::generated("star", {{"hosts", test::integer(2)},
                                                         {"servers", test::integer(2)},
                                                         {"speed", test::real(1e9)},
                                                         {"bandwidth", test::real(1e6)},
                                                         {"latency", test::real(0.01)},
                                                         {"server_bandwidth", test::real(5e5)},
                                                         {"server_latency", test::real(0.005)}});
  CHECK(inspect_platform(choice).hosts.size() == 4);
  const auto routes =
      inspect_routes(choice, {{"host-1", "server-1"}, {"server-0", "server-1"}}, true);
  CHECK(routes[0].links == std::vector<std::string>{"link-1", "link-server-1"});
  CHECK(routes[0].flow_cap_bytes_per_s == Approx(5e5).epsilon(1e-9));
  CHECK(routes[1].links == std::vector<std::string>{"link-server-0", "link-server-1"});
}

TEST_CASE("star: routes to one server without a link share none; to two they share the host's") {
  const auto disjoint = [](std::int64_t servers) {
    const PlatformChoice choice = test::generated("star", {{"hosts", test::integer(2)},
                                                           {"servers", test::integer(servers)},
                                                           {"speed", test::real(1e9)},
                                                           {"bandwidth", test::real(1e6)},
                                                           {"latency", test::real(0.01)},
                                                           {"server_latency", test::real(0.0)}});
    return choice.generator.as<GeneratorInfo>().routes_are_disjoint(*choice.generator.arguments);
  };
  CHECK(disjoint(1));
  CHECK_FALSE(disjoint(2));
}
