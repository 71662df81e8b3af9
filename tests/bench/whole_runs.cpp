#include "kernels/error.hpp"
#include "sim/record/reader.hpp"
#include "tests/bench/parts.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/scenario.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::bench {
namespace {

constexpr int kRepetitions = 3;

Usage run_scenario(const std::string& file, const std::filesystem::path& database) {
  std::vector<std::string> words{SIMGRAD_PROGRAM, "run",   scenario(file).string(),
                                 "--threads",     "2",     "--quiet",
                                 "--out",         database};
  for (const std::string& override_text : overrides()) {
    words.insert(words.end(), {"--set", override_text});
  }
  const Usage usage = run_program(words);
  check(usage.exit_status == 0,
        file + ": simgrad ended with status " + std::to_string(usage.exit_status));
  return usage;
}

/// The run came to its end and learned something.
void check_run(const std::string& file, const std::filesystem::path& database) {
  const RunReader reader(database);
  check(reader.runs().at(0).status == "finished", file + ": the run is finished");
  const auto evaluations = reader.read<EvaluationRow>();
  check(evaluations.size() > 1 && evaluations.back().accuracy > 0.3,
        file + ": the last accuracy is above 30 %");
}

std::vector<std::string> measure(const std::string& name, const std::string& file) {
  const test::TemporaryFolder folder;
  std::vector<double> peaks;
  std::vector<double> walls;
  std::vector<double> user_shares;
  for (int i = 0; i < kRepetitions; ++i) {
    const Usage usage = run_scenario(file, folder / "run.db");
    check_run(file, folder / "run.db");
    peaks.push_back(usage.peak_mib);
    walls.push_back(usage.wall_s);
    user_shares.push_back((usage.user_s + usage.system_s) / usage.wall_s);
  }
  return {name, text("%.0f", summary(peaks)), text("%.1f", summary(walls)),
          text("%.2f", summary(user_shares))};
}

}  // namespace

void whole_runs() {
  print_heading(
      "`simgrad run` with 2 threads, from its start to its end: median (minimum to maximum) of 3");
  print_table({{"", "peak memory, MiB", "wall, s", "processor / wall"},
               measure("100 clients, 10 a round", "federated_100.toml"),
               measure("10,000 clients, 100 a round", "federated_10000.toml")});
}

}  // namespace simgrad::bench
