#include "sim/sweep/platform_memory.hpp"

#include <fmt/format.h>

#include "sim/experiment/experiment.hpp"
#include "sim/sweep/component_text.hpp"

namespace simgrad {
namespace {

/// What a platform depends on.
std::string platform_text(const PlatformChoice& choice) {
  const std::string source =
      choice.file ? choice.file->string()
                  : fmt::format("{} {}", component_text(choice.generator), choice.seed);
  return source + '\n' + component_text(choice.network_model);
}

}  // namespace

PlatformSummary PlatformMemory::look(const PlatformChoice& choice) {
  const auto [found, is_new] = looks_.try_emplace(platform_text(choice));
  Look& known = found->second;
  if (is_new) {
    try {
      known.summary = inspect_platform(choice);
    } catch (const Error& error) {
      known.error = error.what();
    }
  }
  if (!known.error.empty()) {
    throw Error(known.error);
  }
  return known.summary;
}

void PlatformMemory::check_routes(const Plan& plan) {
  std::string text = fmt::format("{}\n{}", platform_text(plan.platform), plan.server);
  for (const std::string& worker : plan.workers) {
    text += '\n' + worker;
  }
  const auto [found, is_new] = route_errors_.try_emplace(std::move(text));
  if (is_new) {
    try {
      inspect_routes(plan.platform, used_pairs(plan), false);
    } catch (const Error& error) {
      found->second = error.what();
    }
  }
  if (!found->second.empty()) {
    const std::string key = plan.platform.file ? "platform.file" : "platform.generate";
    throw ScenarioError({{plan.where(key), fmt::format("{}: {}", key, found->second)}});
  }
}

}  // namespace simgrad
