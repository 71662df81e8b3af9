#include "sim/cli/describe.hpp"

#include <nlohmann/json.hpp>

#include <catch2/catch.hpp>

#include "kernels/error.hpp"
#include "sim/cli/schema.hpp"

namespace simgrad {
namespace {

using Catch::Contains;

TEST_CASE("describe: a component's parameters with type, range, default and source") {
  const std::string text = describe("federated");
  CHECK_THAT(text, Contains("strategy federated: Federated averaging\n"));
  CHECK_THAT(text, Contains("Source: McMahan et al. 2017"));
  CHECK_THAT(text, Contains("an integer, >= 1"));
  CHECK_THAT(text, Contains("a time such as \"20 ms\", > 0 s"));
  CHECK_THAT(text, Contains("default { kind = \"sgd\" }"));
  CHECK_THAT(text, Contains("    batch_size "));
  CHECK_THAT(describe("link_degradation"), Contains("one of step, ramp"));
  CHECK_THAT(describe("iid"), Contains("no parameters"));
  CHECK_THAT(describe("federated"),
             Contains("What it does when\n"
                      "  a worker is lost        goes on with the others\n"));
}

TEST_CASE("describe: families, sections, the whole scenario; else the nearest name") {
  CHECK(describe("optimizer") == "optimizer\n  sgd  Stochastic gradient descent\n");
  CHECK_THAT(describe("evaluation"), Contains("decision_lag  an integer, >= 1  default 1"));
  CHECK_THAT(describe("seed"), Contains("default 1"));
  CHECK_THAT(describe("scenario"), Contains("    network_model"));
  CHECK_THROWS_WITH(describe("federate"),
                    Contains("nothing is called 'federate'; did you mean 'federated'? known: "));
  CHECK_THROWS_AS(describe(""), Error);
}

TEST_CASE("describe_all: a line for every family and component") {
  CHECK_THAT(describe_all(), Contains("network_model\n  fluid       Latency"));
  CHECK_THAT(markdown_table(), Contains("| strategy | `federated` | Federated averaging | McM"));
}

TEST_CASE("describe_json: the declarations as they are") {
  const auto json = nlohmann::json::parse(describe_json());
  CHECK(json["families"].size() == 12);
  const auto federated = json["families"]["strategy"]["components"][0];
  CHECK(federated["name"] == "federated");
  CHECK(federated["parameters"][0]["required"] == true);
  CHECK(federated["faults"]["a server is lost"] == "the run fails");
  CHECK(federated["parameters"][0]["range"]["minimum"] == 1);
  CHECK(federated["parameters"][4]["members"][2]["family"] == "optimizer");
  CHECK(json["families"]["distribution"]["selector"] == "distribution");
  CHECK(json["scenario"][0]["name"] == "title");
}

TEST_CASE("scenario_schema_json: keys, types, ranges and kinds") {
  const auto schema = nlohmann::json::parse(scenario_schema_json());
  CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
  CHECK(schema["additionalProperties"] == false);
  CHECK(schema["required"] == nlohmann::json({"platform", "data", "model", "strategy"}));
  const auto stop = schema["properties"]["stop"]["properties"];
  CHECK(stop["accuracy"]["exclusiveMinimum"] == 0.0);
  CHECK(stop["accuracy"]["maximum"] == 1.0);
  CHECK_THAT(stop["simulated_time"]["pattern"].get<std::string>(), Contains("(ns|"));
  const auto federated = schema["definitions"]["strategy"]["anyOf"][0];
  CHECK(federated["properties"]["kind"]["enum"] == nlohmann::json({"federated"}));
  CHECK(federated["properties"]["local"]["properties"]["epochs"]["type"] == "integer");
  CHECK(federated["required"] == nlohmann::json({"rounds", "clients_per_round", "kind"}));
}

}  // namespace
}  // namespace simgrad
