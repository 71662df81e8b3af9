#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/component.hpp"
#include "sim/scenario/plan.hpp"
#include "sim/scenario/tree.hpp"
#include "sim/sweep/design.hpp"
#include "sim/sweep/exclusion.hpp"

namespace simgrad {

/// A sweep's file, read and sound in itself, before its points are made and checked.
struct SweepFile {
  std::filesystem::path path;
  std::string text;
  Arguments arguments;  // of sweep_parameters(); [set], [axes] and [[exclude]] are below
  std::filesystem::path scenario;
  SourceNode tree;              // the scenario as written
  std::vector<Override> fixed;  // what holds at all points: [set], then the command line's
  std::vector<Axis> axes;
  std::vector<Exclusion> exclusions;
  Design design;
  std::int64_t replicates = 1;
  KeyPlaces locations;  // of the file's own keys

  /// Where `key` of the file stands; if it is not written down, its nearest parent, at last the
  /// file.
  [[nodiscard]] Location where(std::string_view key) const;
  /// The table of the file called `name`; empty if it is not there.
  [[nodiscard]] Arguments section(std::string_view name) const;
};

/// Reads a sweep's file: sweep_parameters() and sweep_example() say what it holds.
///
/// @param overrides  of the scenario, for all points: "key=value"
/// Throws: ScenarioError with every problem of the file.
SweepFile read_sweep_file(const std::filesystem::path& path,
                          const std::vector<std::string>& overrides);

}  // namespace simgrad
