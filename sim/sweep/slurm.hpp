#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

/// Slurm's commands, as far as a sweep needs them.
namespace simgrad::slurm {

/// Of an array, where nobody has chosen otherwise.
inline constexpr std::size_t kUsualMostTasks = 1001;

/// The most tasks that an array may have here. Throws: Error if there is no Slurm, with what
/// scontrol says.
std::size_t most_tasks();

/// Submits a script. Returns the job's number. Throws: Error with what sbatch says.
std::string submit(const std::filesystem::path& script);

struct Task {
  std::string job;     // its number
  std::string state;   // as squeue names it: PENDING, RUNNING …
  std::string reason;  // why it waits
};

/// What is waiting or running of the array called `name`, by index in the array; nothing if squeue
/// cannot say now.
std::optional<std::map<std::size_t, Task>> tasks(const std::string& name);

/// How a task ended that is no longer waiting or running: "TIMEOUT"; "" if Slurm has forgotten it.
std::string end_state(const std::string& job, std::size_t task);

/// Ends what is left of an array. What cannot be ended goes on.
void cancel(const std::string& name);

}  // namespace simgrad::slurm
