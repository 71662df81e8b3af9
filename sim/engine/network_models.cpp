#include <array>

#include <fmt/format.h>

#include "sim/engine/platform.hpp"

/// SimGrid's network models, as settings. Three rows of one table, so one file.
namespace simgrad {
namespace {

std::vector<std::string> fluid_settings(const Arguments& /*arguments*/) {
  return {"network/model:CM02", "network/crosstraffic:0", "network/TCP-gamma:0"};
}

std::vector<std::string> tcp_window_settings(const Arguments& arguments) {
  return {"network/model:CM02", "network/crosstraffic:0",
          fmt::format("network/TCP-gamma:{:.17g}", arguments.real("window"))};
}

std::vector<std::string> lv08_settings(const Arguments& /*arguments*/) {
  return {"network/model:LV08"};
}

const NetworkModelInfo kFluid{
    {"network_model",
     "fluid",
     "Latency and bandwidth as given; flows share a link in inverse ratio to their latency",
     "SimGrid CM02, no TCP window, no cross-traffic",
     {}},
    fluid_settings};

const NetworkModelInfo kTcpWindow{
    {"network_model",
     "tcp_window",
     "Fluid, with each flow capped at window / round trip: WANs",
     "SimGrid CM02 with TCP-gamma; Casanova and Marchal 2002",
     {{.name = "window",
       .type = Type::kBytes,
       .summary = "TCP window; 2.65 MB fits flows measured between clouds",
       .default_text = "\"2.65 MB\"",
       .range = kPositive}}},
    tcp_window_settings};

const NetworkModelInfo kLv08{
    {"network_model",
     "LV08",
     "SimGrid's default: latency x 13.01, bandwidth x 0.97, window 4 MiB, cross-traffic",
     "Velho and Legrand 2009",
     {}},
    lv08_settings,
    13.01};

}  // namespace

std::span<const NetworkModelInfo* const> network_models() {
  static constexpr std::array kModels{&kLv08, &kFluid, &kTcpWindow};
  return kModels;
}

}  // namespace simgrad
