#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>

#include "kernels/datasets/dataset.hpp"
#include "sim/scenario/families.hpp"
#include "sim/scenario/plan.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

namespace simgrad {
namespace {

const std::filesystem::path kBase = "tests/sim/scenario/broken/base.toml";

TEST_CASE("read_scenario: a good scenario becomes a plan in base units") {
  const Plan plan = read_scenario(kBase, {});
  CHECK(plan.title == "Federated averaging over ten clients");
  CHECK(plan.seed == 7);
  CHECK(plan.platform.seed == 7);
  CHECK(plan.platform.file == std::filesystem::absolute(kBase.parent_path() / "platform.xml"));
  CHECK(plan.platform.network_model.info->name == "fluid");
  CHECK(plan.servers == std::vector<std::string>{"server"});
  CHECK(plan.workers == std::vector<std::string>{"client-1", "client-2", "client-3", "client-4",
                                                 "client-5", "client-6", "client-7", "client-8",
                                                 "client-9", "client-10"});
  CHECK(plan.dataset.as<DatasetInfo>().name == "gaussian_blobs");
  CHECK(plan.dataset.arguments->integer("classes") == 4);
  CHECK(plan.partition.arguments->real("alpha") == 0.3);
  CHECK(plan.strategy.arguments->real("round_deadline") == 120.0);
  const Arguments& local = plan.strategy.arguments->table("local");
  CHECK(local.integer("batch_size") == 10);
  CHECK(local.chosen("optimizer").arguments->real("momentum") == 0.0);
  REQUIRE(plan.failures.size() == 2);
  CHECK(plan.failures[0].arguments->get<std::vector<std::string>>("hosts") == plan.workers);
  CHECK(plan.failures[0].arguments->chosen("time_to_repair").arguments->real("value") == 300.0);
  CHECK(plan.failures[1].arguments->get<std::vector<std::string>>("links") ==
        std::vector<std::string>{"uplink-3"});
  CHECK(plan.step_time.info == nullptr);
  CHECK(plan.jitter_sigma == 0.1);
  CHECK(plan.stop_accuracy == 0.85);
  CHECK_FALSE(plan.stop_loss.has_value());
  CHECK(plan.stop_simulated_s == 86400.0);
  CHECK(plan.text == read_text(kBase));
}

TEST_CASE("read_scenario: overrides reach nested tables, lists and sections that are not there") {
  const std::vector<std::string> overrides = {"strategy.local.optimizer.learning_rate=0.01",
                                              "failure[0].time_to_failure.mean=30 min",
                                              "failure[1].links=[\"uplink-2\", \"uplink-*\"]",
                                              "compute.step_time=85 ms",
                                              "stop.loss=0.5",
                                              "title=two words",
                                              "evaluation={ every_rounds = 5 }"};
  const Plan plan = read_scenario(kBase, overrides);
  const Arguments& local = plan.strategy.arguments->table("local");
  CHECK(local.chosen("optimizer").arguments->real("learning_rate") == 0.01);
  CHECK(plan.failures[0].arguments->chosen("time_to_failure").arguments->real("mean") == 1800.0);
  const auto& links = plan.failures[1].arguments->get<std::vector<std::string>>("links");
  REQUIRE(links.size() == 11);
  CHECK(links[0] == "uplink-2");
  CHECK(links[1] == "uplink-1");
  CHECK(links[10] == "uplink-server");
  CHECK(plan.step_time.arguments->real("value") == 0.085);
  CHECK(plan.stop_loss == 0.5);
  CHECK(plan.title == "two words");
  CHECK(plan.evaluate_every_rounds == 5);
  CHECK(plan.overrides == overrides);
}

TEST_CASE("read_scenario: an override's value cannot smuggle in a second key") {
  const Plan plan = read_scenario(kBase, {"title=1\nseed = 9"});
  CHECK(plan.title == "1\nseed = 9");
  CHECK(plan.seed == 7);
}

TEST_CASE("read_scenario: a generated platform") {
  const Plan plan = read_scenario(
      kBase, {"platform={ generate = { kind = \"star\", hosts = 12 }, server = \"server\", "
              "workers = \"host-*\" }",
              "failure=[]"});
  CHECK_FALSE(plan.platform.file.has_value());
  CHECK(plan.workers.size() == 12);
  CHECK(plan.workers[11] == "host-11");
}

TEST_CASE("read_scenario: the platform's own fault is told at the key that names it") {
  const test::TemporaryFolder folder;
  const auto path = folder.write("s.toml", read_text(kBase));
  (void)folder.write("platform.xml", "<hosts/>");
  try {
    (void)read_scenario(path, {});
    FAIL("accepted");
  } catch (const ScenarioError& error) {
    REQUIRE(error.problems().size() == 1);
    CHECK(error.problems()[0].where.line == 5);
    CHECK(error.problems()[0].text ==
          "platform.file: " + (folder / "platform.xml").string() + ":1: no <platform>");
  }
}

TEST_CASE("Plan::where: the key's place, or its nearest parent's, or the file") {
  const Plan plan = read_scenario(kBase, {"strategy.rounds=4"});
  const auto place = [&plan](std::string_view key) {
    const Location where = plan.where(key);
    return where.file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
  };
  const std::string file = kBase.string();
  CHECK(place("strategy.clients_per_round") == file + ":21:21");
  CHECK(place("strategy.local.optimizer.momentum") == file + ":24:52");
  CHECK(place("strategy.staleness") == file + ":18:1");
  CHECK(place("failure[1].links[0]") == file + ":35:9");
  CHECK(place("failure[1]") == file + ":33:1");
  CHECK(place("privacy.epsilon") == file + ":0:0");
  CHECK(place("strategy.rounds") == "--set strategy.rounds=4:0:0");
}

TEST_CASE("to_text: file first, then lines, then overrides, without :0:0") {
  const std::string text = to_text({{{"--set a=1"}, "c"},
                                    {{"s.toml", 10, 1}, "b"},
                                    {{"s.toml", 9, 20}, "a"},
                                    {{"s.toml"}, "z"}});
  CHECK(text ==
        "s.toml: error: z\ns.toml:9:20: error: a\ns.toml:10:1: error: b\n--set a=1: error: c");
}

TEST_CASE("resolved_json: defaults, expanded names, and quantities that read back") {
  const auto json = nlohmann::json::parse(read_scenario(kBase, {"seed=3"}).resolved_json);
  CHECK(json["seed"] == 3);
  CHECK(json["platform"]["workers"].size() == 10);
  CHECK(json["strategy"]["kind"] == "federated");
  CHECK(json["strategy"]["local"]["optimizer"]["momentum"] == 0.0);
  CHECK(json["strategy"]["round_deadline"] == "2 min");
  CHECK(json["failure"][0]["time_to_failure"]["distribution"] == "exponential");
  CHECK(json["failure"][0]["time_to_repair"]["value"] == "5 min");
  CHECK(json["failure"][1]["shape"] == "step");
  CHECK_FALSE(json["stop"].contains("loss"));
}

TEST_CASE("families: all twelve, each component in its own") {
  CHECK(families().size() == 12);
  for (const std::string_view family : families()) {
    CHECK_FALSE(components_of(family).empty());
    for (const ComponentInfo* info : components_of(family)) {
      CHECK(info->family == family);
    }
  }
  CHECK(components_of("colour").empty());
  CHECK(kind_key("strategy") == "kind");
  CHECK(kind_key("distribution") == "distribution");
}

}  // namespace
}  // namespace simgrad
