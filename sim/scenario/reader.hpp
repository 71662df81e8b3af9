#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "kernels/component.hpp"
#include "sim/scenario/problems.hpp"
#include "sim/scenario/tree.hpp"

namespace simgrad {

/// Reads tables against their declared parameters. Everything that is wrong is added to the
/// problems; an argument that is wrong is left out, so what it returns may be incomplete then.
class Reader {
 public:
  /// @param folder  absolute; what relative paths start from
  Reader(std::filesystem::path folder, Problems& problems);

  /// @param key   dotted key of the table, "" for the whole scenario
  /// @param skip  a key that is read elsewhere (`kind`)
  Arguments read_table(std::span<const Parameter> parameters, const SourceTable& table,
                       const Location& where, const std::string& key, std::string_view skip = "");

 private:
  std::optional<Argument> read(const Parameter& parameter, const SourceNode& node,
                               const std::string& key);
  std::optional<Argument> read_members(const Parameter& parameter, const SourceNode& node,
                                       const std::string& key);
  const SourceList* list_of_tables(const SourceNode& node, const std::string& key);
  std::optional<Argument> read_tables(const Parameter& parameter, const SourceNode& node,
                                      const std::string& key);
  std::optional<Argument> read_components(const Parameter& parameter, const SourceNode& node,
                                          const std::string& key);
  std::optional<Chosen> read_component(std::string_view family, const SourceNode& node,
                                       const std::string& key);
  std::optional<Chosen> read_named(std::string_view family, const SourceNode& node,
                                   const std::string& key);
  Chosen read_chosen(const ComponentInfo& info, const SourceTable& table, const Location& where,
                     const std::string& key);
  std::optional<Argument> absent(const Parameter& parameter, const Location& where,
                                 const std::string& key);

  std::filesystem::path folder_;
  Problems& problems_;
};

}  // namespace simgrad
