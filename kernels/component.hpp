#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "kernels/error.hpp"

/// What every component declares about itself, and the checked arguments that it is made from.
///
/// A component is one `.cpp`: a class or functions in an anonymous namespace and one
/// `extern const …Info`, listed by one sorted line in its folder's registry.cpp. From that
/// declaration come the scenario's parser, `simgrad describe`, the JSON Schema and README's table.
namespace simgrad {

/// What a scenario may write for a parameter. Quantities are text with a unit ("20 ms").
enum class Type {
  kBoolean,
  kInteger,
  kReal,  // finite
  kText,
  kPath,            // text; relative to the scenario's folder, made absolute by the reader
  kNames,           // a name or glob, or a list of them
  kIntegers,        // a list of integers
  kSeconds,         // "20 ms", "2 h"
  kBytes,           // "1.5 GB", "64 KiB"
  kBytesPerSecond,  // "100 Mbit/s", "12 GB/s"
  kFlopPerSecond,   // "10 Gflop/s"
  kComponent,       // a table with `kind`, one of a family; or just the kind's name as text
  kComponents,      // a list of them, [[failure]]
  kTable,           // a table without `kind`: the parameters in `members`
  kTables,          // a list of them, [[compute.host]]
};

/// Closed interval unless a side is open. Compared in base units (seconds, bytes, flop).
struct Range {
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  bool minimum_open = false;
  bool maximum_open = false;
};

inline constexpr Range kAny{};
inline constexpr Range kPositive{0.0, std::numeric_limits<double>::infinity(), true, false};
inline constexpr Range kNotNegative{0.0};
inline constexpr Range kAtLeastOne{1.0};
inline constexpr Range kFraction{0.0, 1.0};

/// In place of a default: the scenario has to say it, or may leave it out.
inline constexpr std::string_view kRequired = "required";
inline constexpr std::string_view kOptional = "optional";

struct Parameter {
  std::string_view name;
  Type type = Type::kReal;
  std::string_view summary;
  std::string_view default_text = kRequired;   // TOML ("0.1", "\"20 ms\""), kRequired or kOptional
  Range range = kAny;                          // of numbers and quantities, of each list element
  std::vector<std::string_view> choices = {};  // of text: the only values allowed, if any
  std::string_view family = {};                // of kComponent(s): whose kinds it takes
  std::vector<Parameter> members = {};         // of kTable(s); kTable's default is usually "{}"
};

struct ComponentInfo {
  std::string_view family;   // "model", "strategy" …
  std::string_view name;     // registry name = file stem = `kind` in scenarios
  std::string_view summary;  // one line
  std::string_view source;   // paper, RFC or "-"
  std::vector<Parameter> parameters = {};
};

class Arguments;

/// A component chosen by a scenario, with its checked arguments. Of a kTable, info == nullptr.
struct Chosen {
  const ComponentInfo* info = nullptr;
  std::shared_ptr<const Arguments> arguments;

  /// The family's own Info (ModelInfo …); the reader has checked the family.
  template <class Info>
  [[nodiscard]] const Info& as() const {
    SIMGRAD_REQUIRE(info != nullptr && info->family == Info::kFamily,
                    "a component of family " + std::string(Info::kFamily));
    return static_cast<const Info&>(*info);
  }
};

/// Integers as int64, reals and quantities as double in base units (s, byte, byte/s, flop/s).
using Argument = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>,
                              std::vector<std::int64_t>, Chosen, std::vector<Chosen>>;

/// The checked arguments of one component: every required parameter and default is there.
class Arguments {
 public:
  [[nodiscard]] bool has(std::string_view name) const {
    return values_.find(name) != values_.end();
  }

  /// Throws: BrokenInvariant if `name` is absent or of another type than declared.
  template <class T>
  [[nodiscard]] const T& get(std::string_view name) const {
    const auto found = values_.find(name);
    SIMGRAD_REQUIRE(found != values_.end(), "argument " + std::string(name) + " is present");
    const T* value = std::get_if<T>(&found->second);
    SIMGRAD_REQUIRE(value != nullptr, "argument " + std::string(name) + " has its declared type");
    return *value;
  }

  [[nodiscard]] std::int64_t integer(std::string_view name) const {
    return get<std::int64_t>(name);
  }
  [[nodiscard]] double real(std::string_view name) const { return get<double>(name); }
  [[nodiscard]] bool boolean(std::string_view name) const { return get<bool>(name); }
  [[nodiscard]] const std::string& text(std::string_view name) const {
    return get<std::string>(name);
  }
  [[nodiscard]] const Chosen& chosen(std::string_view name) const { return get<Chosen>(name); }
  /// The arguments of a kTable.
  [[nodiscard]] const Arguments& table(std::string_view name) const {
    return *get<Chosen>(name).arguments;
  }

  void set(std::string name, Argument value) { values_[std::move(name)] = std::move(value); }
  [[nodiscard]] const std::map<std::string, Argument, std::less<>>& values() const {
    return values_;
  }

 private:
  std::map<std::string, Argument, std::less<>> values_;
};

/// The component called `name`, or nullptr.
template <class Registry>
[[nodiscard]] auto find_component(const Registry& registry, std::string_view name) ->
    typename Registry::value_type {
  for (auto* info : registry) {
    if (info->name == name) {
      return info;
    }
  }
  return nullptr;
}

}  // namespace simgrad
