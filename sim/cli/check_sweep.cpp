#include "sim/cli/check_sweep.hpp"

#include <fmt/format.h>

#include "sim/sweep/sweep.hpp"

namespace simgrad {

void check_sweep(const std::filesystem::path& path, const std::vector<std::string>& overrides,
                 bool json) {
  const Sweep sweep = read_sweep(path, overrides);
  (void)json;
  fmt::print("{}: {} points, {} runs\n", path.string(), sweep.points.size(), sweep.runs.size());
  for (const SweepRun& run : sweep.runs) {
    fmt::print("{} {} {} {}\n", run.id, run.point, run.seed, fmt::join(run.overrides, " | "));
  }
}

}  // namespace simgrad
