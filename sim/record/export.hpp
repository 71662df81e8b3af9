#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "sim/record/reader.hpp"

// Copies of a run database in other formats, of one run or of all that it holds. Each reads one
// moment of a run that may still be running. Files appear whole or not at all. Throws: Error naming
// the file, or the runs that there are if `run` is none of them.

namespace simgrad {

/// One file `TABLE.csv` per table (RFC 4180, a header line, rows by run and in order of writing).
/// Numbers read back exactly; what is not finite is nan, inf or -inf. A BLOB column X (artifacts)
/// is exported as X_bytes, its size. The folder is made if it is not there.
void export_csv(const RunReader& reader, std::optional<std::int64_t> run,
                const std::filesystem::path& folder);

/// One document {"TABLE": [{"COLUMN": value, …}, …], …} with the rows and columns of export_csv.
/// JSON has no NaN or infinity: null.
void export_json(const RunReader& reader, std::optional<std::int64_t> run,
                 const std::filesystem::path& path);

enum class ParametersAt { kStart, kEnd };

/// The parameters at the start or end of a run, as it stored them: a safetensors file.
///
/// @param run  none: run 1
void export_safetensors(const RunReader& reader, std::optional<std::int64_t> run,
                        ParametersAt moment, const std::filesystem::path& path);

/// Files of events that TensorBoard reads: in `folder` if there is one run, else in a folder
/// `run-000017` per run. Tags: evaluation/…, round/… by round; metric/NAME by the round in which it
/// was reported (the first that ends no earlier; after all of them the last; without any 0).
///
/// A wall time is started_utc plus simulated seconds, so that TensorBoard's axis "Relative" shows
/// simulated time. Values are float32, TensorBoard's scalars; NaN and infinities are kept.
///
/// Throws: also Error for a time that is not finite, or a started_utc that is no time.
void export_tensorboard(const RunReader& reader, std::optional<std::int64_t> run,
                        const std::filesystem::path& folder);

/// A Chrome trace (Trace Event Format, JSON) that ui.perfetto.dev opens: a process per run, a
/// thread per node, by role and name. In µs of simulated time, to the nanosecond:
///  - each `span` as a complete event. Spans of a node that overlap are on threads "NAME (2)" …:
///    the format knows nested events only;
///  - each `event` as an instant, on the thread of its node, or of the first node on its host; else
///    on thread "events";
///  - each `round` as a complete event on thread "rounds";
///  - counters: loss, accuracy, every `metric`, and bytes/s per group of links. JSON has no NaN: a
///    value that is not finite is an instant on thread "events".
///
/// Throws: also Error for a time that nanoseconds cannot hold (292 years, NaN), or an end before
/// its begin.
void export_perfetto(const RunReader& reader, std::optional<std::int64_t> run,
                     const std::filesystem::path& path);

}  // namespace simgrad
