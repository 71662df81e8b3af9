#include "sim/scenario/sections.hpp"

namespace simgrad {
namespace {

constexpr Range kPositiveFraction{0.0, 1.0, true, false};

Parameter table(std::string_view name, std::string_view summary, std::string_view default_text,
                std::vector<Parameter> members) {
  return {name, Type::kTable, summary, default_text, kAny, {}, {}, std::move(members)};
}

Parameter component(std::string_view name, std::string_view family, std::string_view summary,
                    std::string_view default_text = kRequired) {
  return {name, Type::kComponent, summary, default_text, kAny, {}, family};
}

Parameter platform() {
  return table(
      "platform", "the simulated cluster; exactly one of file and generate", kRequired,
      {{"file", Type::kPath, "a SimGrid XML file", kOptional},
       component("generate", "generator", "a platform that nobody has to type", kOptional),
       {"server", Type::kNames,
        "the host of the server, by name or glob; several where a strategy shards", kRequired},
       {"standby", Type::kNames,
        "the hosts that a server's role passes to when its own goes off, in this order", kOptional},
       {"workers", Type::kNames,
        "the hosts that train, by name or glob (*, ?, [0-9]); a glob's in natural order",
        kRequired},
       component("network_model", "network_model", "what decides how long a message takes",
                 "fluid"),
       {"latency_factor", Type::kReal, "on every link's latency", "1.0", kNotNegative},
       {"bandwidth_factor", Type::kReal, "on every link's bandwidth", "1.0", kPositive}});
}

Parameter data() {
  return table("data", "what is learned, and which part of it lies where", kRequired,
               {component("set", "dataset", "the samples"),
                component("partition", "partition", "which samples lie on which worker", "iid")});
}

Parameter compute() {
  const Parameter step_time = component(
      "step_time", "distribution", "time of one step, in place of flop / host speed", kOptional);
  const Parameter jitter = component("jitter", "distribution",
                                     "each compute takes X / E[X] times as long, X drawn from it: "
                                     "its shape counts, not its mean",
                                     kOptional);
  const std::string_view efficiency = "share of the host's flop/s that training reaches";
  return table(
      "compute", "how long computing takes, other than flop / host speed", "{}",
      {step_time,
       jitter,
       {"jitter_sigma", Type::kReal, "in place of jitter: exp(N(0, sigma^2)) times as long", "0.0",
        kNotNegative},
       {"efficiency", Type::kReal, efficiency, "1.0", kPositiveFraction},
       {"host",
        Type::kTables,
        "what is different on some hosts, an entry each; a later one goes over an earlier one",
        "[]",
        kAny,
        {},
        {},
        {{"hosts", Type::kNames, "who, by name or glob"},
         {"efficiency", Type::kReal, efficiency, kOptional, kPositiveFraction},
         step_time,
         jitter}}});
}

Parameter stop() {
  return table("stop", "ends the run early, at the first of these", "{}",
               {{"accuracy", Type::kReal, "test accuracy reached", kOptional, kPositiveFraction},
                {"loss", Type::kReal, "test loss reached", kOptional, kPositive},
                {"simulated_time", Type::kSeconds, "simulated time passed", kOptional, kPositive}});
}

Parameter evaluation() {
  return table(
      "evaluation", "when the model is tested", "{}",
      {{"every_rounds", Type::kInteger, "rounds from one test to the next", "1", kAtLeastOne},
       {"decision_lag", Type::kInteger,
        "rounds until a test's result may stop the run, so that testing overlaps them", "1",
        kAtLeastOne}});
}

}  // namespace

std::span<const Parameter> scenario_parameters() {
  static const std::vector<Parameter> parameters = {
      {"title", Type::kText, "a line for people", "\"\""},
      {"seed", Type::kInteger, "names every stream of random numbers", "1", kNotNegative},
      platform(),
      data(),
      component("model", "model", "what is trained"),
      component("strategy", "strategy", "how the nodes train together"),
      {"failure", Type::kComponents, "what goes wrong, an entry each", "[]", kAny, {}, "failure"},
      compute(),
      stop(),
      evaluation(),
  };
  return parameters;
}

}  // namespace simgrad
