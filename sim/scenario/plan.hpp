#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/component.hpp"
#include "sim/engine/platform.hpp"
#include "sim/engine/platform_file.hpp"

/// A checked scenario: everything that a run needs, in base units, with every default filled in.
namespace simgrad {

/// Where in the user's input something stands. line 0: the whole file; of an override on the
/// command line, `file` is "--set key=value" as it was given.
struct Location {
  std::string file;
  int line = 0;
  int column = 0;
};

/// A key of a scenario that is given another value from outside its file.
struct Override {
  std::string text;  // "dotted.key=value", the value as TOML or, where that does not parse, as text
  Location where;
};

/// Where each key of a file stands: "strategy.rounds", "failure[0].hosts" …
using KeyPlaces = std::map<std::string, Location, std::less<>>;

/// Where `key` stands; if it is not written down, its nearest parent, at last the file.
Location place_of(std::string_view key, const KeyPlaces& places, const std::filesystem::path& file);

struct Problem {
  Location where;
  std::string text;
};

/// "file:line:column: error: text", one line a problem, sorted by place.
std::string to_text(const std::vector<Problem>& problems);

/// All problems of a scenario at once.
class ScenarioError : public Error {
 public:
  explicit ScenarioError(std::vector<Problem> problems);
  [[nodiscard]] const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// How long computing takes on some hosts. What is not there is as for all hosts.
struct HostCompute {
  std::vector<std::string> hosts;    // host names, expanded
  std::optional<double> efficiency;  // share of the hosts' flop/s
  Chosen step_time;                  // as Plan::step_time
  Chosen jitter;                     // as Plan::jitter
};

struct Plan {
  std::filesystem::path path;
  std::string text;                    // the whole file, as written
  std::vector<std::string> overrides;  // "key=value", in order
  std::string title;
  std::uint64_t seed = 1;

  PlatformChoice platform;
  std::vector<std::string> servers;   // host names, expanded from names and globs
  std::vector<std::string> standbys;  // likewise
  std::vector<std::string> workers;   // likewise
  PlatformSummary summary;

  Chosen dataset;
  Chosen partition;
  Chosen model;
  Chosen strategy;
  std::vector<Chosen> failures;  // names and globs expanded, in the scenario's order

  Chosen step_time;           // distribution of seconds a step; info == nullptr: flop / host speed
  Chosen jitter;              // each compute takes X / E[X] times as long; info == nullptr: none
  double jitter_sigma = 0.0;  // each compute takes exp(N(0, sigma²)) times as long; 0: none
  double efficiency = 1.0;    // share of a host's flop/s that training reaches
  std::vector<HostCompute> host_compute;  // a later one goes over an earlier one

  std::optional<double> stop_accuracy;
  std::optional<double> stop_loss;
  std::optional<double> stop_simulated_s;
  std::int64_t evaluate_every_rounds = 1;
  std::int64_t decision_lag = 1;

  KeyPlaces locations;
  /// The effective scenario, defaults and overrides included, as JSON.
  std::string resolved_json;

  /// Where `key` stands; if it is not written down, its nearest parent, at last the file.
  [[nodiscard]] Location where(std::string_view key) const;
};

/// What looks into platforms: the engine, or what remembers its answers.
struct PlatformLook {
  std::function<std::vector<PlatformProblem>(const std::filesystem::path& file)> check_file =
      check_platform_file;
  std::function<PlatformSummary(const PlatformChoice& choice)> inspect = inspect_platform;
};

/// Reads and checks a scenario.
///
/// @param overrides  in order; a later one goes over an earlier one
/// Throws: ScenarioError with every problem found, each with file:line:column.
Plan read_scenario(const std::filesystem::path& path, const std::vector<Override>& overrides,
                   const PlatformLook& look);

/// The same with overrides of the command line, which stand at themselves: "--set key=value".
Plan read_scenario(const std::filesystem::path& path, const std::vector<std::string>& overrides);

/// The same of a text that is no longer in a file, or another one is: paths in it are relative to
/// the folder of `path` all the same.
Plan read_scenario_as(const std::filesystem::path& path, const std::string& text,
                      const std::vector<std::string>& overrides);

/// `--set text`.
Override command_line_override(const std::string& text);

}  // namespace simgrad
