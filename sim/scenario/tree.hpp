#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/scenario/plan.hpp"

/// A scenario as written: values with their places, before anything is checked.
namespace simgrad {

struct SourceNode;

using SourceList = std::vector<SourceNode>;
using SourceTable = std::map<std::string, SourceNode, std::less<>>;

/// A date or a time of day: TOML has them, no parameter takes them.
struct SourceMoment {};

struct SourceNode {
  Location where;  // of the value
  Location key;    // of its key; of a list's element, the same as where
  std::variant<SourceTable, SourceList, std::string, std::int64_t, double, bool, SourceMoment>
      value;

  template <class T>
  [[nodiscard]] const T* as() const {
    return std::get_if<T>(&value);
  }
  template <class T>
  [[nodiscard]] T* as() {
    return std::get_if<T>(&value);
  }
};

/// For messages: "the integer 3", "the text 'abc'", "a list", "a table".
std::string describe_node(const SourceNode& node);

/// "strategy" + "rounds" → "strategy.rounds"; "" + "seed" → "seed".
std::string child_key(std::string_view parent, std::string_view name);
/// "failure" + 0 → "failure[0]".
std::string child_key(std::string_view parent, std::size_t index);

/// The place of every key and list element below `node`, by dotted key.
void collect_places(const SourceNode& node, const std::string& key,
                    std::map<std::string, Location, std::less<>>& places);

}  // namespace simgrad
