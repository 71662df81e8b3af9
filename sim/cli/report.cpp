#include "sim/cli/report.hpp"

#include <sstream>
#include <string>

#include <fmt/format.h>

#include "sim/record/output_file.hpp"
#include "sim/report/run_report.hpp"
#include "sim/report/sweep_page.hpp"
#include "sim/scenario/document.hpp"
#include "sim/scenario/override.hpp"

namespace simgrad {
namespace {

constexpr const char* kSweepDatabase = "sweep.db";

const SourceNode* find(const SourceNode& root, const char* section, const char* key) {
  const SourceNode* at = &root;
  for (const char* name : {section, key}) {
    const auto* table = at->as<SourceTable>();
    const auto found = table == nullptr ? SourceTable::const_iterator{} : table->find(name);
    if (table == nullptr || found == table->end()) {
      return nullptr;
    }
    at = &found->second;
  }
  return at;
}

std::optional<double> number(const SourceNode* node) {
  if (node == nullptr) {
    return std::nullopt;
  }
  if (const auto* whole = node->as<std::int64_t>()) {
    return static_cast<double>(*whole);
  }
  const auto* real = node->as<double>();
  return real == nullptr ? std::nullopt : std::optional(*real);
}

/// A database may hold the text of a scenario that another version wrote: what cannot be read is
/// no goal.
RunGoals goals_of(const RunRow& run) {
  try {
    SourceNode root = parse_document(run.scenario, "scenario");
    Problems problems;
    std::istringstream lines(run.overrides);
    for (std::string line; std::getline(lines, line);) {
      apply_override(root, command_line_override(line), problems);
    }
    const SourceNode* rounds = find(root, "strategy", "rounds");
    const auto* round_count = rounds == nullptr ? nullptr : rounds->as<std::int64_t>();
    return {.accuracy = number(find(root, "stop", "accuracy")),
            .loss = number(find(root, "stop", "loss")),
            .rounds = round_count == nullptr ? std::nullopt : std::optional(*round_count)};
  } catch (const Error&) {
    return {};
  }
}

std::string page_of_run(const RunReader& reader) {
  RunData data = read_run(reader);
  data.goals = goals_of(data.run);
  return run_report(data);
}

std::filesystem::path sweep_of_folder(const std::filesystem::path& folder) {
  std::filesystem::path database = folder / kSweepDatabase;
  if (!std::filesystem::exists(database)) {
    throw Error(fmt::format("{}: a folder without {}; expected a run database or a sweep's folder",
                            folder.string(), kSweepDatabase));
  }
  return database;
}

/// A database's name, or a folder's, with .html.
std::filesystem::path default_page(const std::filesystem::path& source, bool is_folder) {
  if (!is_folder) {
    return source.filename().replace_extension(".html");
  }
  const auto folder = std::filesystem::weakly_canonical(source).filename();
  return folder.empty() ? "sweep.html" : folder.string() + ".html";
}

}  // namespace

void report_command(const std::filesystem::path& source, const std::filesystem::path& out) {
  const bool is_folder = std::filesystem::is_directory(source);
  const RunReader reader(is_folder ? sweep_of_folder(source) : source);
  const std::filesystem::path path = out.empty() ? default_page(source, is_folder) : out;
  std::error_code error;
  if (std::filesystem::equivalent(path, reader.path(), error)) {
    throw Error(fmt::format("{}: the page would replace the run database; name another file by -o",
                            path.string()));
  }
  const std::string page = is_sweep(reader)
                               ? sweep_page(read_sweep_results(reader), source.string())
                               : page_of_run(reader);
  OutputFile file(path);
  file.write(page);
  file.commit();
  fmt::print("Report: {}\n", path.string());
}

}  // namespace simgrad
