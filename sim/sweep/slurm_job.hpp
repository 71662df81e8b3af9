#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "sim/sweep/sweep.hpp"

namespace simgrad {

/// How a sweep's runs are run under Slurm, other than what its file says.
struct SlurmOptions {
  std::string device = "cpu";
  std::size_t threads = 1;  // of a run
  bool keep_parameters = false;
};

/// An array of tasks, each of several runs.
struct SlurmJob {
  std::filesystem::path scenario;
  std::filesystem::path runs;  // the folder where ended runs appear: shared by all nodes
  RunLimits limits;
  SlurmOptions options;
  std::size_t runs_at_once = 1;  // of a task
  std::vector<std::vector<SweepRun>> tasks;
};

/// Deals runs out to tasks in turn, so that each has early and late ones.
///
/// @param most_tasks  of an array: MaxArraySize
/// Throws: Error if the file wants more tasks.
std::vector<std::vector<SweepRun>> deal_out(const SlurmChoice& choice,
                                            const std::vector<SweepRun>& runs,
                                            std::size_t most_tasks);

/// A job as a file that its tasks read. Throws: Error if it cannot be written, or read.
void write_job(const std::filesystem::path& path, const SlurmJob& job);
SlurmJob read_job(const std::filesystem::path& path);

/// Where a task's output goes, beside the job's file.
///
/// @param index  the task's, or %a for sbatch
std::string task_log(const std::filesystem::path& file, const std::string& index);

/// What sbatch takes: the array `name` of as many tasks as the job has, each `simgrad sweep-task
/// FILE INDEX`.
///
/// @param file  of the job, as write_job() left it; the tasks' output goes beside it
std::string job_script(const SlurmChoice& choice, const SlurmJob& job, const std::string& name,
                       const std::filesystem::path& file, const std::filesystem::path& program);

}  // namespace simgrad
