#pragma once

#include <filesystem>

#include "gui/reading/run_snapshot.hpp"
#include "sim/record/recorder.hpp"

namespace simgrad::test {

/// A run of a star of one server and `workers` workers: `rounds` rounds of ten seconds, in each of
/// which every worker receives (1 s), computes (4 s), sends (1 s) and waits; an evaluation a round,
/// traffic on one uplink and one downlink a worker, a crash of the last worker at 12 s until 25 s.
void recordExample(Recorder& recorder, int workers, int first_round, int rounds);

/// Writes it, finished.
void writeExample(const std::filesystem::path& path, int workers = 3, int rounds = 5,
                  const std::string& title = "example");

/// What the dashboard reads of it.
gui::RunPointer exampleRun(int workers = 3, int rounds = 5);

}  // namespace simgrad::test
