#include <sstream>

#include <catch2/catch.hpp>

#include "tests/support/recorded_run.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace simgrad;
using test::RecordedRun;
using test::run_scenario;

namespace {

RecordedRun run_with(const std::string& trace, const std::string& more = "") {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("trace.csv", trace);
  return run_scenario(test::small_scenario(3) + R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 40
batch_size = 10
detection_delay = "10 ms"
[[failure]]
kind = "availability_trace"
file = ")" + file + "\"\n" +
                      more);
}

/// "down 0.25" …, of one host.
std::vector<std::string> course(const RecordedRun& run, const std::string& host) {
  std::vector<std::string> told;
  for (const EventRow& event : run.events) {
    if (event.subject == host && event.kind.rfind("host_", 0) == 0) {
      std::ostringstream text;
      text << event.kind.substr(5) << ' ' << event.simulated_s;
      told.push_back(text.str());
    }
  }
  return told;
}

using Course = std::vector<std::string>;

}  // namespace

TEST_CASE("availability_trace: a host is up in its intervals, whatever their order, and off else") {
  const RecordedRun run = run_with(
      "host,up,down\nhost-0,0.5,0.625\nhost-1,0,0.25\nhost-0,0.0625,0.25\nhost-1,0.25,0.75\n");
  REQUIRE(run.answer == "exit 0");
  CHECK(run.run.simulated_s > 0.75);
  CHECK(course(run, "host-0") ==
        Course{"down 0", "up 0.0625", "down 0.25", "up 0.5", "down 0.625"});
  CHECK(course(run, "host-1") == Course{"down 0.75"});
  CHECK(course(run, "host-2").empty());
  CHECK(run.events_of("host_down").front().detail == "failure[0]: availability_trace");
}

TEST_CASE("availability_trace: with a period it repeats, and its end and its begin are one gap") {
  const RecordedRun run =
      run_with("host,up,down\nhost-0,0.125,0.25\nhost-1,0,0.0625\nhost-1,0.25,0.5\nhost-2,0,0.5\n",
               "period = \"500 ms\"\n");
  REQUIRE(run.answer == "exit 0");
  REQUIRE(run.run.simulated_s > 1.0);
  const auto first = [](Course all, std::size_t count) {
    REQUIRE(all.size() >= count);
    all.resize(count);
    return all;
  };
  CHECK(first(course(run, "host-0"), 5) ==
        Course{"down 0", "up 0.125", "down 0.25", "up 0.625", "down 0.75"});
  CHECK(first(course(run, "host-1"), 4) ==
        Course{"down 0.0625", "up 0.25", "down 0.5625", "up 0.75"});
  CHECK(course(run, "host-2").empty());
}

TEST_CASE("availability_trace: what is wrong with the file is told with its line") {
  const auto told = [](const std::string& trace, const std::string& expected,
                       const std::string& more = "") {
    const RecordedRun run = run_with(trace, more);
    INFO(run.answer);
    CHECK(run.answer.find("failure[0]: ") != std::string::npos);
    CHECK(run.answer.find(expected) != std::string::npos);
  };
  told("", "trace.csv:1: expected the header host,up,down");
  told("name,up,down\n", "trace.csv:1: expected the header host,up,down");
  told("host,up,down\n", "trace.csv: expected at least one line");
  told("host,up,down\nhost-0,1\n", "trace.csv:2: expected 3 fields");
  told("host,up,down\nhost-0,1,2\nhost-0,x,4\n", "trace.csv:3: column \"up\"");
  told("host,up,down\nhost-0,2,2\n", "trace.csv:2: expected 0 <= up < down");
  told("host,up,down\nhost-0,-1,2\n", "trace.csv:2: expected 0 <= up < down");
  told("host,up,down\nhost-0,1,3\nhost-1,1,3\nhost-0,0,2\n", "trace.csv:2: overlaps with");
  told("host,up,down\nhost-0,1,3\nhost-9,1,3\n", "trace.csv:3: no host called 'host-9'");
  told("host,up,down\nhost-0,1,3\n", "trace.csv:2: expected 'down' within the period",
       "period = \"2 s\"\n");
}
