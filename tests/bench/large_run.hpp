#pragma once

#include <cstdint>
#include <filesystem>

namespace simgrad::bench {

/// A run database of a given size, as a run of ten thousand clients leaves it.
struct LargeRun {
  int workers = 10'000;
  int rounds = 25;         ///< four spans a worker in each
  int traffic_bins = 100;  ///< a row for every tenth link in each
  int evaluations = 25;    ///< spread over the run
};

/// Writes it. Repeats exactly.
void write_large_run(const std::filesystem::path& path, const LargeRun& size);

}  // namespace simgrad::bench
