#include "sim/sweep/key_meanings.hpp"

#include <utility>

#include "sim/scenario/override.hpp"
#include "sim/sweep/setting.hpp"

namespace simgrad {
namespace {

bool may_bring_keys(const SourceNode& value) {
  return value.as<SourceTable>() != nullptr || value.as<SourceList>() != nullptr ||
         value.as<std::string>() != nullptr;
}

}  // namespace

KeyMeanings::KeyMeanings(SourceNode scenario) : scenarios_{std::move(scenario)} {}

void KeyMeanings::learn(const std::string& key, const SourceList& values) {
  const auto meaning = find(key);
  const bool chooses =
      meaning &&
      (meaning->parameter.type == Type::kComponent ||
       meaning->parameter.type == Type::kComponents || meaning->parameter.type == Type::kTable ||
       meaning->parameter.type == Type::kTables || meaning->parameter.name == "kind");
  for (const SourceNode& value : values) {
    Problems told_elsewhere;
    const auto setting = read_setting(value, key, nullptr, told_elsewhere);
    if (chooses && setting && may_bring_keys(value)) {
      SourceNode scenario = scenarios_.front();
      apply_override(scenario, {key + "=" + setting->value.text, value.where}, told_elsewhere);
      scenarios_.push_back(std::move(scenario));
    }
  }
}

std::optional<KeyMeaning> KeyMeanings::find(const std::string& key) const {
  for (const SourceNode& scenario : scenarios_) {
    if (auto meaning = look_up_key(scenario, key)) {
      return meaning;
    }
  }
  return std::nullopt;
}

}  // namespace simgrad
