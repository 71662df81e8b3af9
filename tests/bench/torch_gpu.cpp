#include "tests/bench/torch_gpu.hpp"

#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include "tests/bench/measure.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/scenario.hpp"

namespace simgrad::bench {
namespace {

constexpr int kNoTorch = 3;
constexpr int kNotFound = 127;  // the shell's

using Json = nlohmann::json;

std::map<std::string, TorchGpu::Rates> ways(const Json& model) {
  std::map<std::string, TorchGpu::Rates> found;
  for (const auto& [way, rates] : model.items()) {
    found[way] = rates.is_null() ? TorchGpu::Rates{} : rates.get<TorchGpu::Rates>();
  }
  return found;
}

}  // namespace

TorchGpu::Rates TorchGpu::rates(const std::string& model, const std::string& way) const {
  const auto ways_of_model = epochs_per_s.find(model);
  if (ways_of_model == epochs_per_s.end()) {
    return {};
  }
  const auto found = ways_of_model->second.find(way);
  return found == ways_of_model->second.end() ? Rates{} : found->second;
}

std::optional<TorchGpu> torch_gpu(double line_s) {
  const char* given = std::getenv("SIMGRAD_PYTHON");
  const std::string command = std::string(given == nullptr ? "python3" : given) + " '" +
                              bench_file("torch_gpu.py").string() + "' " + text("%g", line_s);
  const auto [output, status] = output_of(command);
  if (status == kNoTorch || status == kNotFound) {
    return std::nullopt;
  }
  check(status == 0, "status " + std::to_string(status) + " of " + command);
  const Json json = Json::parse(output);
  return TorchGpu{json.at("torch"),
                  json.at("copy_bytes_per_s"),
                  json.at("fp32_flop_per_s"),
                  {{"mlp", ways(json.at("mlp"))}, {"cnn", ways(json.at("cnn"))}}};
}

}  // namespace simgrad::bench
