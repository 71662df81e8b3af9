#include "sim/report/run_report.hpp"

#include <limits>

#include <catch2/catch.hpp>

#include "tests/sim/report/svg_layout.hpp"

namespace simgrad {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// Charts of a page, each laid out well.
std::size_t charts_of(const std::string& page) {
  std::size_t charts = 0;
  for (std::size_t at = page.find("<svg viewBox"); at != std::string::npos;
       at = page.find("<svg viewBox", at + 1)) {
    const std::vector<std::string> problems =
        test::layout_problems(page.substr(at, page.find("</svg>", at) + 6 - at));
    INFO((problems.empty() ? std::string() : problems[0]));
    CHECK(problems.empty());
    ++charts;
  }
  return charts;
}

RunData small_run(std::int64_t rounds, std::int64_t nodes) {
  RunData data;
  data.run.title = "Small";
  data.run.status = "finished";
  data.run.simulated_s = 10.0 * static_cast<double>(rounds);
  data.nodes.push_back({.name = "server", .role = "server", .host = "server"});
  data.links.push_back({.name = "up-0", .group_name = "up", .bytes_per_s = 1e6});
  for (std::int64_t node = 0; node < nodes; ++node) {
    const std::string name = "client-" + std::to_string(node);
    data.nodes.push_back({.name = name, .role = "worker", .host = name});
  }
  for (std::int64_t round = 1; round <= rounds; ++round) {
    const double begin_s = 10.0 * static_cast<double>(round - 1);
    const std::string name = "client-" + std::to_string(round % nodes);
    data.rounds.push_back({.round = round,
                           .begin_s = begin_s,
                           .end_s = begin_s + 10.0,
                           .selected = 1,
                           .completed = 1,
                           .critical_node = name});
    data.evaluations.push_back({.simulated_s = begin_s + 10.0,
                                .round = round,
                                .loss = 2.0 / static_cast<double>(round),
                                .accuracy = 0.5});
    data.node_rounds.push_back({.node = name, .round = round, .compute_s = 10.0});
    data.spans.push_back({.node = name,
                          .kind = "compute",
                          .begin_s = begin_s,
                          .end_s = begin_s + 10.0,
                          .round = round});
    data.traffic.push_back({.link = "up-0", .begin_s = begin_s, .length_s = 10.0, .bytes = 100});
  }
  return data;
}

}  // namespace

TEST_CASE("run_report: a run that recorded nothing says so in each section and draws nothing") {
  RunData data;
  data.run.status = "failed";
  data.run.reason = "no route";
  const std::string page = run_report(data);
  CHECK(charts_of(page) == 0);
  for (const char* words : {"never evaluated", "no time to divide", "No round was finished",
                            "No link has carried", "No span of any node", "Nothing failed",
                            "No component has reported", "holds no scenario", "failed: no route"}) {
    INFO(words);
    CHECK(holds(page, words));
  }
}

TEST_CASE("run_report: a usual run has every chart") {
  // Traffic and the two timelines are there in two widths.
  CHECK(charts_of(run_report(small_run(20, 3))) == 6 + 1 + 2 + 2 * 1 + 2 * 2);
}

TEST_CASE("run_report: one round and one evaluation are told in words") {
  const std::string page = run_report(small_run(1, 3));
  CHECK(holds(page, "was evaluated once, after 10 s: accuracy 50.0 %, loss 2."));
  CHECK(holds(page, "There was one round; it took 10 s."));
}

TEST_CASE("run_report: a run that is still running, or was killed, is called so") {
  RunData data = small_run(5, 3);
  data.run.status = "running";
  CHECK(holds(run_report(data), "Still running when this report was made"));
}

TEST_CASE("run_report: losses that are never finite are told, accuracy is still drawn") {
  RunData data = small_run(5, 3);
  for (EvaluationRow& row : data.evaluations) {
    row.loss = row.round % 2 == 0 ? kInfinity : kNotANumber;
  }
  const std::string page = run_report(data);
  CHECK(holds(page, "No evaluation has a finite loss"));
  CHECK(holds(page, "Accuracy against rounds"));
  CHECK_FALSE(holds(page, "Loss against rounds"));
}

TEST_CASE(
    "run_report: metrics of one value are facts, of several charts, in the unit of their names") {
  RunData data = small_run(5, 3);
  const std::size_t charts = charts_of(run_report(data));
  data.metrics.push_back({.simulated_s = 5.0, .name = "delay_s", .value = 0.25});
  for (int i = 0; i < 4; ++i) {
    data.metrics.push_back({.simulated_s = 1.0 * i, .name = "staleness", .value = 2.0 * i});
    data.metrics.push_back({.simulated_s = 1.0 * i, .name = "epsilon", .value = kInfinity});
  }
  const std::string page = run_report(data);
  CHECK(holds(page, "<dt>delay_s</dt><dd>250 ms</dd>"));
  CHECK(holds(page, "<dt>epsilon</dt><dd>never finite in 4 values</dd>"));
  CHECK(charts_of(page) == charts + 1);
}

TEST_CASE("run_report: the nodes that closed most rounds are listed") {
  RunData data = small_run(20, 3);
  for (RoundRow& round : data.rounds) {
    round.critical_node = round.round <= 12 ? "slow" : round.round <= 15 ? "" : "fast";
  }
  const std::string page = run_report(data);
  CHECK(holds(page, "<td>slow</td><td class=\"number\" data-number=\"12\">12</td>"));
  CHECK(holds(page, "result, 3 were closed"));
  CHECK_FALSE(holds(page, "<td></td>"));
  for (RoundRow& round : data.rounds) {
    round.critical_node.clear();
  }
  CHECK_FALSE(holds(run_report(data), "rounds closed"));
}

TEST_CASE("run_report: the time to the goal is that of the first evaluation that reaches it") {
  RunData data = small_run(10, 3);
  data.run.target_loss = 0.5;
  CHECK(holds(run_report(data), "<dt>time to loss 0.5</dt><dd>40 s</dd>"));
  data.run.target_loss = kNotANumber;
  data.run.target_accuracy = 0.8;
  CHECK(holds(run_report(data), "<dt>time to accuracy 80 %</dt><dd>not reached</dd>"));
}

TEST_CASE("run_report: ten thousand nodes and 200,000 spans give a small page") {
  RunData data = small_run(200'000, 10'000);
  for (int i = 0; i < 100'000; ++i) {
    data.events.push_back({.simulated_s = 20.0 * i,
                           .kind = i % 2 == 0 ? "host_down" : "host_up",
                           .subject = "client-" + std::to_string(i / 2 % 10'000)});
  }
  const std::string page = run_report(data);
  CHECK(page.size() < 3'000'000);
  CHECK(holds(page, "9961 are left out"));
}

TEST_CASE("run_report: hostile rows give a page in which nothing is alive") {
  const std::string hostile = "</pre></svg><script>alert(1)</script>\" onload='x'\xFF\x01";
  RunData data = small_run(5, 3);
  data.run.title = data.run.status = data.run.reason = data.run.scenario = hostile;
  data.run.overrides = data.run.device = hostile;
  data.run.simulated_s = kNotANumber;
  data.nodes[1].name = data.links[0].group_name = data.rounds[0].critical_node = hostile;
  data.spans.push_back(
      {.node = hostile, .kind = "down", .begin_s = -kInfinity, .end_s = kInfinity});
  data.spans.push_back({.node = "client-0", .kind = hostile, .begin_s = 5.0, .end_s = -5.0});
  data.events.push_back({.simulated_s = kNotANumber, .kind = "host_down", .subject = hostile});
  data.events.push_back({.simulated_s = kInfinity, .kind = hostile, .detail = hostile});
  data.traffic.push_back({.link = hostile, .begin_s = 1e300, .length_s = 1e-300, .bytes = -5});
  data.traffic.push_back({.link = "up-0", .begin_s = kNotANumber, .length_s = 0.0});
  data.rounds[2].end_s = kNotANumber;
  data.rounds[3].completed = std::numeric_limits<std::int64_t>::min();
  data.evaluations[1].simulated_s = kInfinity;
  data.evaluations[2].simulated_s = kNotANumber;
  const std::string page = run_report(data);
  CHECK(charts_of(page) > 5);
  CHECK_FALSE(holds(page, "<script>alert"));
  CHECK_FALSE(holds(page, "\" onload"));
}

}  // namespace simgrad
