#include <catch2/catch.hpp>

#include "sim/engine/platform.hpp"
#include "tests/support/generated_platform.hpp"

using namespace simgrad;

TEST_CASE("cabinets: a route leaves its cabinet by the uplink, or stays inside") {
  const PlatformChoice choice =
      test::generated("cabinets", {{"cabinets", test::integer(2)},
                                   {"hosts_per_cabinet", test::integer(3)},
                                   {"speed", test::real(1e9)},
                                   {"bandwidth", test::real(1e6)},
                                   {"latency", test::real(0.001)},
                                   {"uplink_bandwidth", test::real(4e6)},
                                   {"uplink_latency", test::real(0.002)}});
  CHECK(inspect_platform(choice).hosts.size() == 7);
  const auto routes = inspect_routes(
      choice, {{"host-1-2", "server"}, {"host-0-0", "host-0-1"}, {"host-0-0", "host-1-0"}}, true);
  CHECK(routes[0].links == std::vector<std::string>{"link-1-2", "uplink-1", "link-server"});
  CHECK(routes[0].latency_s == Approx(0.005).epsilon(1e-12));
  CHECK(routes[0].flow_cap_bytes_per_s == Approx(1e6).epsilon(1e-9));
  CHECK(routes[1].links == std::vector<std::string>{"link-0-0", "link-0-1"});
  CHECK(routes[2].links ==
        std::vector<std::string>{"link-0-0", "uplink-0", "uplink-1", "link-1-0"});
}

TEST_CASE("cabinets: several servers stand at the core, each behind a link of its own") {
  const PlatformChoice choice =
      test::generated("cabinets", {{"cabinets", test::integer(1)},
                                   {"hosts_per_cabinet", test::integer(1)},
                                   {"servers", test::integer(3)},
                                   {"speed", test::real(1e9)},
                                   {"bandwidth", test::real(1e6)},
                                   {"latency", test::real(0.001)},
                                   {"uplink_bandwidth", test::real(4e6)},
                                   {"uplink_latency", test::real(0.002)}});
  CHECK(inspect_platform(choice).hosts.size() == 4);
  const auto routes = inspect_routes(choice, {{"host-0-0", "server-2"}}, true);
  CHECK(routes[0].links == std::vector<std::string>{"link-0-0", "uplink-0", "link-server-2"});
}

TEST_CASE("cabinets: full duplex links have a way up and a way down") {
  const PlatformChoice choice =
      test::generated("cabinets", {{"cabinets", test::integer(2)},
                                   {"hosts_per_cabinet", test::integer(1)},
                                   {"speed", test::real(1e9)},
                                   {"bandwidth", test::real(1e6)},
                                   {"latency", test::real(0.001)},
                                   {"uplink_bandwidth", test::real(4e6)},
                                   {"uplink_latency", test::real(0.002)},
                                   {"duplex", std::string("full")}});
  const auto routes =
      inspect_routes(choice, {{"host-0-0", "host-1-0"}, {"server", "host-0-0"}}, true);
  CHECK(routes[0].links ==
        std::vector<std::string>{"link-0-0_UP", "uplink-0_UP", "uplink-1_DOWN", "link-1-0_DOWN"});
  CHECK(routes[0].latency_s == Approx(0.006).epsilon(1e-12));
  CHECK(routes[1].links ==
        std::vector<std::string>{"link-server_UP", "uplink-0_DOWN", "link-0-0_DOWN"});
}
