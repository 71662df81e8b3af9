#include "sim/cli/report.hpp"

#include <string>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/record/output_file.hpp"
#include "sim/report/run_report.hpp"
#include "sim/report/sweep_page.hpp"

namespace simgrad {
namespace {

constexpr const char* kSweepDatabase = "sweep.db";

std::string page_of_run(const RunReader& reader) {
  return run_report(read_run(reader));
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
