#include <nlohmann/json.hpp>

#include "kernels/error.hpp"
#include "sim/record/canonical.hpp"
#include "sim/record/reader.hpp"
#include "tests/bench/parts.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/scenario.hpp"
#include "tests/support/temporary_folder.hpp"

namespace simgrad::bench {
namespace {

constexpr int kRepetitions = 5;

struct Times {
  double runs = 0.0;
  double wall_s = 0.0;
  double processes_s = 0.0;    // sum over the runs' processes
  double simulations_s = 0.0;  // sum of the runs' own wall_s
};

Times sweep(int jobs, const std::filesystem::path& folder) {
  const std::string command = std::string(SIMGRAD_PROGRAM) + " sweep '" +
                              scenario("sweep_64.toml").string() + "' --json -j " +
                              std::to_string(jobs) + " --out '" + folder.string() + "'";
  const CommandOutput output = output_of(command);
  check(output.status == 0, command + " ended with status " + std::to_string(output.status));
  const std::size_t last = output.text.rfind('\n', output.text.size() - 2) + 1;
  const auto summary = nlohmann::json::parse(output.text.substr(last));
  Times times{summary.at("runs").get<double>(), summary.at("wall_s").get<double>(),
              summary.at("runs_wall_s").get<double>(), 0.0};
  for (const RunRow& run : RunReader(folder / "sweep.db").runs()) {
    times.simulations_s += run.wall_s;
  }
  return times;
}

/// The tables do not depend on how many runs are at work at a time.
void check_tables(const std::filesystem::path& one, const std::filesystem::path& other) {
  check(canonical_tables(RunReader(one / "sweep.db")) ==
            canonical_tables(RunReader(other / "sweep.db")),
        "a sweep's tables with -j 1 and with -j 2 are equal");
}

std::vector<std::string> row(int jobs, const test::TemporaryFolder& folder) {
  std::vector<double> walls;
  std::vector<double> ratios;
  std::vector<double> starts_ms;
  for (int i = 0; i < kRepetitions; ++i) {
    const Times times = sweep(jobs, folder / (std::to_string(jobs) + "-" + std::to_string(i)));
    walls.push_back(times.wall_s);
    ratios.push_back(times.wall_s * jobs / times.processes_s);
    starts_ms.push_back(1e3 * (times.processes_s - times.simulations_s) / times.runs);
  }
  return {"-j " + std::to_string(jobs), text("%.2f", summary(walls)), text("%.2f", summary(ratios)),
          text("%.1f", summary(starts_ms))};
}

}  // namespace

void sweeps() {
  print_heading(
      "`simgrad sweep`, 64 small runs of one thread each: median (minimum to maximum) of 5");
  const test::TemporaryFolder folder;
  const auto one = row(1, folder);
  const auto two = row(2, folder);
  check_tables(folder / "1-0", folder / "2-0");
  print_table({{"", "wall, s", "wall x jobs / the runs' processes", "start and end of a run, ms"},
               one,
               two});
}

}  // namespace simgrad::bench
