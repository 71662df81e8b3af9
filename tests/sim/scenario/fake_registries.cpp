#include <array>
#include <filesystem>
#include <regex>
#include <span>

#include "kernels/aggregation/aggregation.hpp"
#include "kernels/datasets/dataset.hpp"
#include "kernels/distributions/distribution.hpp"
#include "kernels/models/model.hpp"
#include "kernels/optimizers/optimizer.hpp"
#include "kernels/partitions/partition.hpp"
#include "sim/engine/platform.hpp"
#include "sim/engine/platform_file.hpp"
#include "sim/failures/failure.hpp"
#include "sim/strategies/collectives/collective.hpp"
#include "sim/strategies/strategy.hpp"
#include "sim/strategies/topologies/topology.hpp"
#include "tests/support/text_file.hpp"

/// Registries that declare and do nothing, and a platform that is only names: the reader is tested
/// without kernels and without SimGrid.
namespace simgrad {
namespace {

Parameter integer(std::string_view name, std::string_view default_text = kRequired) {
  return {name, Type::kInteger, "a number of things", default_text, kAtLeastOne};
}

Parameter real(std::string_view name, std::string_view default_text, Range range = kPositive) {
  return {name, Type::kReal, "a factor", default_text, range};
}

Parameter quantity(std::string_view name, Type type, std::string_view default_text = kRequired) {
  return {name, type, "a quantity", default_text, kPositive};
}

Parameter component(std::string_view name, std::string_view family,
                    std::string_view default_text = kRequired) {
  return {name, Type::kComponent, "one of a family", default_text, kAny, {}, family};
}

Parameter names(std::string_view name) {
  return {name, Type::kNames, "who is hit"};
}

/// A weibull-like rule between two optional parameters.
std::shared_ptr<const Distribution> make_distribution(const Arguments& arguments) {
  if (arguments.has("shape") && arguments.has("mean") == arguments.has("scale")) {
    throw Error("distribution weibull: expected either mean or scale");
  }
  return nullptr;
}

const GeneratorInfo star{
    {"generator", "star", "Hosts around a switch", "-", {integer("hosts")}}, nullptr, nullptr};
const NetworkModelInfo fluid{{"network_model", "fluid", "Latency and bandwidth as given", "-"},
                             nullptr};
const NetworkModelInfo tcp_window{{"network_model",
                                   "tcp_window",
                                   "A flow is capped at window / round trip",
                                   "-",
                                   {quantity("window", Type::kBytes)}},
                                  nullptr};
const DatasetInfo gaussian_blobs{{"dataset",
                                  "gaussian_blobs",
                                  "One normal cluster a class",
                                  "-",
                                  {integer("classes", "10"), integer("samples", "10000")}},
                                 nullptr};
const DatasetInfo csv{
    {"dataset",
     "csv",
     "Samples of a file",
     "-",
     {{"path", Type::kPath, "the file"},
      {"standardize", Type::kBoolean, "features of mean 0 and deviation 1", "true"}}},
    nullptr};
const PartitionInfo dirichlet{{"partition",
                               "dirichlet",
                               "Unequal labels",
                               "Yurochkin et al. 2019",
                               {real("alpha", "0.5", Range{1e-3, 1e6})}},
                              nullptr};
const PartitionInfo iid{{"partition", "iid", "Equal shares", "-"}, nullptr};
const ModelInfo mlp{
    {"model",
     "mlp",
     "Dense layers",
     "-",
     {{"hidden", Type::kIntegers, "outputs of each hidden layer", "[200, 200]", kAtLeastOne},
      {"precision", Type::kText, "of products", "\"fp32\"", kAny, {"fp32", "tf32", "bf16"}},
      {"cost",
       Type::kTable,
       "declared",
       kOptional,
       kAny,
       {},
       {},
       {{"parameters", Type::kReal, "as many", kOptional, kAtLeastOne},
        {"bytes_per_parameter", Type::kInteger, "of each", kOptional, Range{1, 4}},
        {"flop_per_sample", Type::kReal, "of a gradient", kOptional, kPositive},
        {"wire", Type::kText, "rounding", kOptional, kAny, {"fp32", "bf16", "int8"}}}}}},
    nullptr};
const ModelInfo softmax_regression{{"model", "softmax_regression", "One dense layer", "-"},
                                   nullptr};
const CollectiveInfo ring{{"collective", "ring", "Round a ring", "-"}, nullptr};
const TopologyInfo ring_of_workers{{"topology", "ring", "One before, one after", "-"}, nullptr};
const OptimizerInfo sgd{{"optimizer",
                         "sgd",
                         "Stochastic gradient descent",
                         "-",
                         {real("learning_rate", "0.1"), real("momentum", "0.0", kNotNegative)}},
                        nullptr};
const AggregationInfo weighted_mean{{"aggregation", "weighted_mean", "Weighted mean", "-"},
                                    nullptr};
const StrategyInfo federated{{"strategy",
                              "federated",
                              "Federated averaging",
                              "McMahan et al. 2017 (arXiv:1602.05629)",
                              {integer("rounds"),
                               integer("clients_per_round"),
                               real("over_selection", "1.0", kAtLeastOne),
                               quantity("round_deadline", Type::kSeconds, kOptional),
                               {"local",
                                Type::kTable,
                                "what a client does in a round",
                                "{}",
                                kAny,
                                {},
                                {},
                                {integer("epochs", "1"), integer("batch_size", "10"),
                                 component("optimizer", "optimizer", "{ kind = \"sgd\" }")}},
                               component("aggregation", "aggregation", "\"weighted_mean\"")}},
                             nullptr,
                             {"goes on with the others", "the run fails", "", "", ""}};
const StrategyInfo synchronous_parameter_server{
    {"strategy",
     "synchronous_parameter_server",
     "Synchronous SGD",
     "-",
     {integer("rounds"), integer("backup_workers", "0"),
      component("aggregation", "aggregation", "\"weighted_mean\"")}},
    nullptr};
const FailureInfo host_crash{{"failure",
                              "host_crash",
                              "Hosts go down and come back",
                              "-",
                              {names("hosts"), component("time_to_failure", "distribution"),
                               component("time_to_repair", "distribution", kOptional)}},
                             nullptr};
const FailureInfo link_degradation{
    {"failure",
     "link_degradation",
     "Links get slow",
     "-",
     {names("links"),
      {"at", Type::kSeconds, "when it begins", kRequired, kNotNegative},
      quantity("duration", Type::kSeconds, kOptional),
      real("latency_factor", "1.0"),
      real("bandwidth_factor", "1.0"),
      {"shape", Type::kText, "how it sets in", "\"step\"", kAny, {"step", "ramp"}}}},
    nullptr};
const DistributionInfo constant{
    {"distribution", "constant", "Always the same", "-", {quantity("value", Type::kSeconds)}},
    make_distribution};
const DistributionInfo exponential_info{
    {"distribution", "exponential", "Without memory", "-", {quantity("mean", Type::kSeconds)}},
    make_distribution};
const DistributionInfo weibull{
    {"distribution",
     "weibull",
     "Rarer or more frequent with time",
     "-",
     {real("shape", kRequired), quantity("mean", Type::kSeconds, kOptional),
      quantity("scale", Type::kSeconds, kOptional)}},
    make_distribution};

std::vector<std::string> matches(const std::string& text, const char* pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator each(text.begin(), text.end(), expression), end; each != end; ++each) {
    found.push_back((*each)[1]);
  }
  return found;
}

}  // namespace

std::span<const GeneratorInfo* const> generators() {
  static constexpr std::array kAll{&star};
  return kAll;
}
std::span<const NetworkModelInfo* const> network_models() {
  static constexpr std::array kAll{&fluid, &tcp_window};
  return kAll;
}
std::span<const DatasetInfo* const> datasets() {
  static constexpr std::array kAll{&csv, &gaussian_blobs};
  return kAll;
}
std::span<const PartitionInfo* const> partitions() {
  static constexpr std::array kAll{&dirichlet, &iid};
  return kAll;
}
std::span<const ModelInfo* const> models() {
  static constexpr std::array kAll{&mlp, &softmax_regression};
  return kAll;
}
std::span<const OptimizerInfo* const> optimizers() {
  static constexpr std::array kAll{&sgd};
  return kAll;
}
std::span<const AggregationInfo* const> aggregations() {
  static constexpr std::array kAll{&weighted_mean};
  return kAll;
}
std::span<const StrategyInfo* const> strategies() {
  static constexpr std::array kAll{&federated, &synchronous_parameter_server};
  return kAll;
}
std::span<const TopologyInfo* const> topologies() {
  static constexpr std::array kAll{&ring_of_workers};
  return kAll;
}
std::span<const CollectiveInfo* const> collectives() {
  static constexpr std::array kAll{&ring};
  return kAll;
}
std::span<const FailureInfo* const> failures() {
  static constexpr std::array kAll{&host_crash, &link_degradation};
  return kAll;
}
std::span<const DistributionInfo* const> distributions() {
  static constexpr std::array kAll{&constant, &exponential_info, &weibull};
  return kAll;
}

std::vector<PlatformProblem> check_platform_file(const std::filesystem::path& /*file*/) {
  return {};
}

PlatformSummary inspect_platform(const PlatformChoice& choice) {
  PlatformSummary summary;
  if (!choice.file) {
    for (std::int64_t i = 0; i < choice.generator.arguments->integer("hosts"); ++i) {
      summary.hosts.push_back({"host-" + std::to_string(i)});
    }
    summary.hosts.push_back({"server"});
    return summary;
  }
  const std::string text = read_text(*choice.file);
  if (text.find("<platform") == std::string::npos) {
    throw Error(choice.file->string() + ":1: no <platform>");
  }
  for (std::string& name : matches(text, "<host id=\"([^\"]*)\"")) {
    summary.hosts.push_back({std::move(name)});
  }
  for (std::string& name : matches(text, "<link id=\"([^\"]*)\"")) {
    summary.links.push_back({std::move(name)});
  }
  return summary;
}

}  // namespace simgrad
