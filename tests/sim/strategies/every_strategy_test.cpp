#include <filesystem>

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include "sim/strategies/strategy.hpp"
#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::RecordedRun;
using test::run_scenario;

/// Every strategy on a star, in cabinets and over a wide-area network, undisturbed, with a crash
/// and repair, and with a link's outage: it ends, learns, and sends as many bytes as counted by
/// hand.
namespace {

constexpr int kRounds = 60;
constexpr double kWorkers = 4;
constexpr double kCopy_bytes = 4 * 616;  // (20 + 1) 12 + 2 (12 + 1) 12 + (12 + 1) 4 parameters

const std::string kOptimizer = "{ kind = \"sgd\", learning_rate = 0.3 }";
const std::string kBatch = "batch_size = 20\noptimizer = " + kOptimizer + "\n";

// Updates one by one go four times as far as their mean.
const std::string kSingly =
    "batch_size = 20\noptimizer = { kind = \"sgd\", learning_rate = 0.1 }\n";

struct Tried {
  std::string kind;
  std::string keys;
  double bytes_a_round = 0.0;
  double tolerance = 0.0;  // of strategies without a barrier: what is under way at the end
};

const std::vector<Tried>& strategies_tried() {
  static const std::vector<Tried> all{
      {"all_reduce", kBatch, 2 * (kWorkers - 1) * kCopy_bytes},
      {"asynchronous_gossip", kBatch, 2 * kWorkers * kCopy_bytes, 0.05},
      {"asynchronous_parameter_server", kSingly, 2 * kWorkers * kCopy_bytes, 0.05},
      {"diloco",
       "batch_size = 20\ninner_steps = 5\ninner = { kind = \"sgd\", learning_rate = 0.02 }\n",
       2 * (kWorkers - 1) * kCopy_bytes},
      {"federated",
       "clients_per_round = 4\nlocal = { epochs = 1, batch_size = 20, optimizer = " + kOptimizer +
           " }\n",
       2 * kWorkers * kCopy_bytes},
      {"gossip", kBatch, 2 * kWorkers * kCopy_bytes},
      {"local_sgd", kBatch + "local_steps = 5\n", 2 * (kWorkers - 1) * kCopy_bytes},
      {"pipeline", kBatch + "micro_batches = 4\ncheckpoint.every_rounds = 10\n",
       // Twelve floats a sample over three boundaries, there and back; a copy of the parameters
       // for each checkpoint but after the last round.
       2 * 3 * 20 * 12 * 4 + 5 * kCopy_bytes / kRounds},
      {"sharded_data_parallel", kBatch, 3 * (kWorkers - 1) * kCopy_bytes},
      {"stale_synchronous_parallel", kSingly + "staleness_bound = 2\n", 2 * kWorkers * kCopy_bytes,
       0.05},
      {"synchronous_parameter_server", kBatch, 2 * kWorkers * kCopy_bytes},
  };
  return all;
}

struct Place {
  std::string name;
  std::string platform;
  std::string victim;  // a worker, not the first
  std::string link;    // of another
};

const std::vector<Place>& places() {
  static const std::vector<Place> all{
      {"star",
       "generate = { kind = \"star\", hosts = 4, bandwidth = \"1 Mbit/s\", latency = \"1 ms\", "
       "duplex = \"full\" }\nserver = \"server\"\nworkers = \"host-*\"\n",
       "host-1", "link-2"},
      {"cabinets",
       "generate = { kind = \"cabinets\", cabinets = 2, hosts_per_cabinet = 2 }\n"
       "server = \"server\"\nworkers = \"host-*\"\n",
       "host-0-1", "link-1-0"},
      {"wan",
       "file = \"" + (std::filesystem::current_path() / "platforms/wan_8_regions.xml").string() +
           "\"\nserver = \"server\"\n"
           "workers = [\"oregon-0\", \"virginia-0\", \"tokyo-0\", \"london-0\"]\n",
       "virginia-0", "link-tokyo-0"},
  };
  return all;
}

std::string scenario(const Tried& tried, const Place& place, double detection_s) {
  return "seed = 7\n[platform]\n" + place.platform + R"(
[data]
set = { kind = "gaussian_blobs", classes = 4, features = 20, samples = 240, test_samples = 80 }
[model]
kind = "mlp"
hidden = [12, 12, 12]
[compute]
step_time = "20 ms"
[strategy]
kind = ")" +
         tried.kind + "\"\n" + tried.keys +
         fmt::format(
             "rounds = {}\ndetection_delay = \"{:.17g} s\"\nretries = 5\n"
             "retry_interval = \"{:.17g} s\"\n",
             kRounds, detection_s, detection_s);
}

double sent_bytes(const RecordedRun& run) {
  double bytes = 0.0;
  for (const RoundRow& round : run.rounds) {
    bytes += static_cast<double>(round.up_bytes + round.down_bytes);
  }
  return bytes;
}

void check_learned(const RecordedRun& run) {
  REQUIRE(run.answer == "exit 0");
  CHECK(run.run.status == "finished");
  CHECK(run.rounds.size() == kRounds);
  REQUIRE(!run.evaluations.empty());
  CHECK(run.evaluations.front().loss > 1.2);
  CHECK(run.evaluations.back().loss < 0.7);
}

}  // namespace

TEST_CASE("every strategy is tried") {
  std::vector<std::string> names;
  for (const Tried& tried : strategies_tried()) {
    names.push_back(tried.kind);
  }
  std::vector<std::string> expected;
  for (const StrategyInfo* info : strategies()) {
    expected.emplace_back(info->name);
  }
  CHECK(names == expected);
}

TEST_CASE("every strategy says what it does at each fault") {
  for (const StrategyInfo* strategy : strategies()) {
    for (const auto& [fault, response] : by_fault(strategy->faults)) {
      INFO(strategy->name << ": " << fault);
      CHECK(response.size() > 10);
    }
  }
}

TEST_CASE("every strategy ends and learns everywhere, whatever goes wrong") {
  for (const Tried& tried : strategies_tried()) {
    for (const Place& place : places()) {
      INFO(tried.kind << " on " << place.name);
      const RecordedRun calm = run_scenario(scenario(tried, place, 0.1));
      check_learned(calm);
      const double expected = kRounds * tried.bytes_a_round;
      CHECK(sent_bytes(calm) == Approx(expected).epsilon(tried.tolerance).margin(0.5));
      const double whole_s = calm.run.simulated_s;
      const std::string when = fmt::format("at = \"{:.17g} s\"\nduration = \"{:.17g} s\"\n",
                                           0.3 * whole_s, 0.2 * whole_s);
      const std::string stormy = scenario(tried, place, 0.02 * whole_s);
      {
        INFO("crash and repair");
        const RecordedRun run =
            run_scenario(stormy + "[[failure]]\nkind = \"host_crash\"\nhosts = \"" + place.victim +
                         "\"\n" + when);
        check_learned(run);
        CHECK(run.events_of("host_up").size() == 1);
      }
      {
        INFO("link outage");
        check_learned(run_scenario(stormy + "[[failure]]\nkind = \"link_down\"\nlinks = \"" +
                                   place.link + "\"\n" + when));
      }
    }
  }
}
