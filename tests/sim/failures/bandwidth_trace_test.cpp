#include <catch2/catch.hpp>

#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/network_world.hpp"
#include "tests/support/recorded_run.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace simgrad;
using test::in_network;
using test::NetworkWorld;
using test::RecordedRun;
using test::run_scenario;

namespace {

/// Follows a trace of link-0 from the world's beginning.
void follow(NetworkWorld& world, const test::TemporaryFolder& folder, const std::string& text,
            bool repeat) {
  Arguments arguments;
  arguments.set("links", std::vector<std::string>{"link-0"});
  arguments.set("file", folder.write("trace.csv", text));
  arguments.set("repeat", repeat);
  find_component(failures(), "bandwidth_trace")->arm(world.engine, arguments, {1, 0});
}

double seconds_of(
    double bytes, const std::string& text, bool repeat,
    const std::function<void(NetworkWorld&)>& more = [](NetworkWorld&) {}) {
  const test::TemporaryFolder folder;
  return std::stod(in_network([&](NetworkWorld& world) {
    follow(world, folder, text, repeat);
    more(world);
    world.nodes[0]->run_once([&world, bytes] {
      world.said << world.nodes[0]->send(*world.server, 1, bytes)->end_s;
    });
  }));
}

std::string refusal(const std::string& text, bool repeat = false) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("trace.csv", text);
  return run_scenario(
             test::small_scenario(2) + "[strategy]\nkind = \"all_reduce\"\nrounds = 2\n" +
             "batch_size = 10\n[[failure]]\nkind = \"bandwidth_trace\"\nlinks = \"link-0\"\n" +
             "file = \"" + file + "\"\nrepeat = " + (repeat ? "true" : "false") + "\n")
      .answer;
}

}  // namespace

TEST_CASE("bandwidth_trace: a value holds from its time to the next") {
  // 10 ms of latency, then 0.5 MB/s until 1 s, 0.1 MB/s until 3 s, then 1 MB/s (of 4: the
  // server's).
  const double end_s = seconds_of(2e6, "time,bandwidth\n0,500000\n1,100000\n3,4000000\n", false);
  CHECK(end_s == Approx(3.0 + (2e6 - 0.99 * 5e5 - 2.0 * 1e5) / 1e6).epsilon(1e-9));
}

TEST_CASE("bandwidth_trace: repeated, it begins anew at its last time, in Mbit/s too") {
  const double end_s = seconds_of(5e6, "time,bandwidth_mbit_per_s\n0,4\n1,0.8\n3,100\n", true);
  const double period = 5e5 + 2e5;  // bytes in 3 s; 5,000 less in the first for the latency
  const double left = 5e6 + 5e3 - 7.0 * period;
  CHECK(end_s == Approx(21.0 + left / 5e5).epsilon(1e-9));
}

TEST_CASE("bandwidth_trace: a degradation and a cut come on top of it") {
  const double end_s =
      seconds_of(2e6, "time,bandwidth\n0,500000\n", false, [](NetworkWorld& world) {
        world.engine.scale_link("link-0", "test", 1.0, 0.5);
      });
  CHECK(end_s == Approx(0.01 + 2e6 / 2.5e5).epsilon(1e-9));
}

TEST_CASE("bandwidth_trace: what is wrong in the file is told with its line") {
  CHECK(refusal("time,speed\n0,1\n")
            .find("trace.csv:1: the header 'time,bandwidth' or "
                  "'time,bandwidth_mbit_per_s' was expected") != std::string::npos);
  CHECK(refusal("time,bandwidth\n0,1e6\n0,2e6\n").find("trace.csv:3: a time after 0 s") !=
        std::string::npos);
  CHECK(refusal("time,bandwidth\n0,0\n").find("trace.csv:2: a bandwidth from 1 to 1e+15") !=
        std::string::npos);
  CHECK(refusal("time,bandwidth\n").find("at least one line") != std::string::npos);
  CHECK(refusal("time,bandwidth\n0,1e6\n", true).find("two lines or more") != std::string::npos);
  CHECK(refusal("time,bandwidth\n0,1e6\n") == "exit 0");
}

TEST_CASE("bandwidth_trace: a repeated one does not hide that nothing can happen any more") {
  const test::TemporaryFolder folder;
  const std::string said = in_network([&](NetworkWorld& world) {
    follow(world, folder, "time,bandwidth\n0,1e6\n1,1e5\n2,1\n", true);
    world.server->run_once([&world] {
      (void)world.server->receive();
    });
    world.nodes[0]->run_once([&world] {
      world.nodes[0]->sleep(7.5);
    });
  });
  CHECK(said.find("failed: nothing but the network's weather can happen any more; waiting for a "
                  "message: server") == 0);
}
