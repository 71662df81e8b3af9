#include <map>

#include <catch2/catch.hpp>

#include "tests/sim/strategies/disturbances.hpp"
#include "tests/support/recorded_run.hpp"

using namespace simgrad;
using test::crash;
using test::failure;
using test::Moment;
using test::moments;
using test::RecordedRun;
using test::run_scenario;

namespace {

constexpr const char* kOneRound = R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 1
batch_size = 100
detection_delay = "10 ms"
)";

// One worker: pull, batch, push, update.
constexpr double kPass_s = 0.015 + 84 * 4 * 8 / 1e6;
constexpr double kBatch_s = 100 * 320 / 1e6;
constexpr double kUpdate_s = (2.0 * 96 + 2 * 96) / 1e6;
constexpr double kRound_s = 2 * kPass_s + kBatch_s + kUpdate_s;

RecordedRun run_one_round(const std::string& failures,
                          const std::vector<std::string>& overrides = {}) {
  return run_scenario(test::small_scenario(1) + kOneRound + failures, overrides);
}

std::string pause(const std::string& hosts, double at_s, const std::string& duration = "") {
  return failure("pause", "hosts", hosts, at_s, duration);
}

std::vector<std::vector<float>> numbers(const NamedTensors& parameters) {
  std::vector<std::vector<float>> all;
  for (const Tensor& tensor : parameters.tensors) {
    all.push_back(tensor.data);
  }
  return all;
}

double end_s(const RecordedRun& run) {
  REQUIRE(run.rounds.size() == 1);
  return run.rounds[0].end_s;
}

/// Strategies without a deadline, so that a pause may cost time and nothing else.
const std::map<std::string, std::string>& strategies() {
  static const std::map<std::string, std::string> all{
      {"all_reduce", "batch_size = 20\n"},
      {"federated", "clients_per_round = 3\n"},
      {"gossip", "batch_size = 20\n"},
      {"pipeline", "batch_size = 20\nmicro_batches = 4\n"},
      {"synchronous_parameter_server", "batch_size = 20\n"}};
  return all;
}

std::string scenario(const std::string& strategy) {
  return test::small_scenario(3) + "[strategy]\nkind = \"" + strategy + "\"\n" +
         strategies().at(strategy) + "rounds = 4\n" +
         // Nodes of differing speed, so that they do not do everything at the same instant.
         "[[failure]]\nkind = \"slow_host\"\nhosts = \"host-1\"\nat = \"0 s\"\n"
         "speed_factor = 0.5\n";
}

const std::vector<std::string> kThreeLayers{"model.kind=mlp", "model.hidden=[16, 12]"};

/// Every worker in each phase of a round, and the server, if it takes part, at the same moments.
std::vector<Moment> all_moments(const std::string& strategy, const RecordedRun& calm) {
  std::vector<Moment> all = moments(calm);
  if (strategy == "federated" || strategy == "synchronous_parameter_server") {
    for (const Moment& moment : moments(calm)) {
      all.push_back({"server", moment.phase, moment.simulated_s});
    }
  }
  return all;
}

/// What was apart in time may share a link after a pause.
constexpr double kSharing_s = 1e-3;

void pause_each_node(const std::string& strategy, const std::string& duration, double length_s) {
  const RecordedRun calm = run_scenario(scenario(strategy), kThreeLayers);
  REQUIRE(calm.answer == "exit 0");
  bool was_felt = false;
  for (const Moment& moment : all_moments(strategy, calm)) {
    const RecordedRun run = run_scenario(
        scenario(strategy) + pause(moment.host, moment.simulated_s, duration), kThreeLayers);
    INFO(strategy << ": " << moment.host << " in " << moment.phase << " at " << moment.simulated_s
                  << " s for " << duration << ": " << run.answer << ", " << run.run.reason);
    REQUIRE(run.answer == "exit 0");
    if (strategy == "federated" && moment.phase == "send" && moment.host != "server") {
      continue;  // its result is there, but it does not come back in time for the next round
    }
    CHECK((numbers(run.final) == numbers(calm.final)));
    CHECK(run.events_of("host_paused").size() == 1);
    CHECK(run.events_of("host_resumed").size() == 1);
    CHECK(run.events_of("drop").empty());
    CHECK(run.rounds.size() == calm.rounds.size());
    const double later_s = run.run.simulated_s - calm.run.simulated_s;
    CHECK(later_s >= -1e-9);
    CHECK(later_s <= length_s + kSharing_s);
    was_felt = was_felt || later_s > 0.5 * length_s;
  }
  CHECK(was_felt);
}

}  // namespace

TEST_CASE("pause: in the middle of a computation it adds exactly its length") {
  CHECK(end_s(run_one_round("")) == Approx(kRound_s).epsilon(1e-9));
  for (const char* duration : {"1 ms", "70 ms", "3 h"}) {
    const double length_s = *duration == '1' ? 0.001 : *duration == '7' ? 0.07 : 10800.0;
    const RecordedRun run = run_one_round(pause("host-0", kPass_s + 0.3 * kBatch_s, duration));
    REQUIRE(run.answer == "exit 0");
    CHECK(end_s(run) == Approx(kRound_s + length_s).epsilon(1e-9));
    CHECK(run.node_rounds.at(0).compute_s == Approx(kBatch_s + length_s).epsilon(1e-9));
    CHECK(run.node_rounds.at(0).lost_s == 0.0);
  }
}

TEST_CASE("pause: what arrives in it waits until it ends") {
  // The pull arrives at kPass_s.
  const RecordedRun run = run_one_round(pause("host-0", 0.5 * kPass_s, "40 ms"));
  const double resumed_s = 0.5 * kPass_s + 0.040;
  CHECK(end_s(run) == Approx(resumed_s + kBatch_s + kPass_s + kUpdate_s).epsilon(1e-9));
}

TEST_CASE("pause: what is on the wire goes on, and its receiver does not feel the pause") {
  const RecordedRun run = run_one_round(pause("host-0", kPass_s + kBatch_s + 0.001, "2 s"));
  CHECK(end_s(run) == Approx(kRound_s).epsilon(1e-9));
}

TEST_CASE("pause: of the server, at the push's arrival it is the update that waits") {
  const RecordedRun run = run_one_round(pause("server", kRound_s - kUpdate_s - 0.001, "100 ms"));
  CHECK(end_s(run) == Approx(kRound_s - 0.001 + 0.1).epsilon(1e-9));
}

TEST_CASE("pause: several that overlap are one, from the first begin to the last end") {
  const double begin_s = kPass_s + 0.2 * kBatch_s;
  const RecordedRun run =
      run_one_round(pause("host-0", begin_s, "50 ms") + pause("host-0", begin_s + 0.03, "40 ms"));
  CHECK(end_s(run) == Approx(kRound_s + 0.07).epsilon(1e-9));
  REQUIRE(run.events_of("host_paused").size() == 1);
  REQUIRE(run.events_of("host_resumed").size() == 1);
  CHECK(run.events_of("host_paused")[0].simulated_s == Approx(begin_s).epsilon(1e-12));
  CHECK(run.events_of("host_paused")[0].detail == "failure[0]: pause");
  CHECK(run.events_of("host_resumed")[0].detail == "failure[1]: pause");
}

TEST_CASE("pause: a host that gets slower in it goes on at the new speed") {
  const double begin_s = kPass_s + 0.25 * kBatch_s;
  const RecordedRun run = run_one_round(
      pause("host-0", begin_s, "50 ms") +
      failure("slow_host", "hosts", "host-0", begin_s + 0.02, "") + "speed_factor = 0.5\n");
  CHECK(end_s(run) == Approx(kRound_s + 0.05 + 0.75 * kBatch_s).epsilon(1e-9));
}

TEST_CASE("pause: a crash in it ends the life, and after the repair it is paused still") {
  const double begin_s = kPass_s + 0.5 * kBatch_s;
  const RecordedRun run =
      run_one_round(pause("host-0", begin_s, "200 ms") + crash("host-0", begin_s + 0.02, "50 ms"),
                    {"strategy.rounds=3"});
  REQUIRE(run.answer == "exit 0");
  CHECK(run.events_of("host_down").size() == 1);
  CHECK(run.events_of("restart").size() == 1);
  // The first round is lost; the next life asks to join when the pause is over.
  std::size_t later = 0;
  for (const SpanRow& span : run.spans) {
    if (span.kind == "compute" && span.node == "host-0" && span.begin_s > begin_s) {
      CHECK(span.begin_s > begin_s + 0.2);
      ++later;
    }
  }
  CHECK(later == 2);
}

TEST_CASE("pause: to the others it is silence, not a loss") {
  const RecordedRun run = run_scenario(test::small_scenario(3) + R"(
[strategy]
kind = "synchronous_parameter_server"
rounds = 3
detection_delay = "10 ms"
)" + pause("host-1", 0.020, "5 s"));
  REQUIRE(run.answer == "exit 0");
  for (const RoundRow& round : run.rounds) {
    CHECK(round.completed == 3);
    CHECK(round.failed == 0);
  }
  CHECK(run.run.simulated_s > 5.0);
}

TEST_CASE("pause: one for ever fails the run and is named") {
  const RecordedRun run = run_one_round(pause("host-0", 0.020));
  CHECK(run.answer == "exit 1");
  CHECK(run.run.reason.find("nothing can happen any more") != std::string::npos);
  CHECK(run.run.reason.find("paused: host-0") != std::string::npos);
}

TEST_CASE("pause: of each node in each phase of each strategy it costs time and nothing else") {
  for (const auto& [strategy, keys] : strategies()) {
    pause_each_node(strategy, "500 ms", 0.5);
  }
}
