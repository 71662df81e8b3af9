#include "sim/sweep/platform_memory.hpp"

#include <memory>

#include <fmt/format.h>

#include "sim/experiment/experiment.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/strategies/strategy.hpp"
#include "sim/sweep/component_text.hpp"

namespace simgrad {
namespace {

/// What a platform depends on.
std::string platform_text(const PlatformChoice& choice) {
  const std::string source =
      choice.file ? choice.file->string()
                  : fmt::format("{} {}", component_text(choice.generator), choice.seed);
  return fmt::format("{}\n{}\n{} {}", source, component_text(choice.network_model),
                     choice.latency_factor, choice.bandwidth_factor);
}

/// What its routes depend on: no generator looks at a latency, bandwidth or speed for them.
std::string topology_text(PlatformChoice choice) {
  choice.latency_factor = 1.0;
  choice.bandwidth_factor = 1.0;
  if (choice.generator.info == nullptr) {
    return platform_text(choice);
  }
  Arguments shape;
  for (const Parameter& parameter : choice.generator.info->parameters) {
    const auto& values = choice.generator.arguments->values();
    const auto found = values.find(parameter.name);
    const bool shapes = !is_quantity(parameter.type) && parameter.type != Type::kReal &&
                        parameter.type != Type::kComponent;
    if (found != values.end() && shapes) {
      shape.set(found->first, found->second);
    }
  }
  choice.generator.arguments = std::make_shared<const Arguments>(std::move(shape));
  return platform_text(choice);
}

}  // namespace

PlatformLook PlatformMemory::look() {
  PlatformLook look;
  look.check_file = [this](const std::filesystem::path& file) {
    const auto [found, is_new] = file_problems_.try_emplace(file);
    if (is_new) {
      found->second = check_platform_file(file);
    }
    return found->second;
  };
  look.inspect = [this](const PlatformChoice& choice) {
    const Answer& known = answer(choice);
    if (!known.error.empty()) {
      throw Error(known.error);
    }
    return known.summary;
  };
  return look;
}

const PlatformMemory::Answer& PlatformMemory::answer(const PlatformChoice& choice) {
  const auto [found, is_new] = answers_.try_emplace(platform_text(choice));
  Answer& known = found->second;
  if (is_new) {
    try {
      known.summary = inspect_platform(choice);
    } catch (const Error& error) {
      known.error = error.what();
    }
  }
  return known;
}

void PlatformMemory::check_routes(const Plan& plan) {
  const auto pairs = used_pairs(plan);
  std::string text = topology_text(plan.platform);
  for (const auto& [from, to] : pairs) {
    text.append("\n").append(from).append(" ").append(to);
  }
  const auto [found, is_new] = route_errors_.try_emplace(std::move(text));
  if (is_new) {
    try {
      inspect_routes(plan.platform, pairs, false);
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
