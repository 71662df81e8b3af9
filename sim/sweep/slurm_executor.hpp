#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sim/sweep/executor.hpp"
#include "sim/sweep/slurm.hpp"
#include "sim/sweep/slurm_job.hpp"
#include "sim/sweep/sweep_folder.hpp"

namespace simgrad {

/// Runs runs as tasks of Slurm arrays, which leave each run's database in the sweep's folder: nodes
/// share it. An array that an earlier start of the sweep has submitted, and that goes on, is waited
/// for and not submitted again.
class SlurmExecutor final : public Executor {
 public:
  /// @param sweep, folder  outlive it
  /// Throws: Error if there is no Slurm.
  SlurmExecutor(const Sweep& sweep, const SweepFolder& folder, SlurmOptions options);
  ~SlurmExecutor() override;
  SlurmExecutor(const SlurmExecutor&) = delete;
  SlurmExecutor& operator=(const SlurmExecutor&) = delete;
  SlurmExecutor(SlurmExecutor&&) = delete;
  SlurmExecutor& operator=(SlurmExecutor&&) = delete;

  void give(const std::vector<SweepRun>& runs) override;
  std::vector<EndedRun> wait(std::chrono::milliseconds longest) override;
  [[nodiscard]] std::size_t running() const override;

 private:
  using Clock = std::chrono::steady_clock;

  struct OpenTask {
    std::vector<std::int64_t> runs;  // that have not ended
    std::string state;               // as squeue last said
    std::optional<Clock::time_point> gone = {};
  };
  struct Array {
    std::string name;
    std::string job;             // its number
    std::filesystem::path file;  // that its tasks read
    std::size_t runs_at_once = 1;
    std::map<std::size_t, OpenTask> tasks;  // with open runs, by index
  };

  [[nodiscard]] std::string array_name(std::size_t ordinal) const;
  [[nodiscard]] std::filesystem::path job_file(std::size_t ordinal) const;
  /// Takes over arrays of an earlier start: removes from `runs` those that they will run.
  void take_over(std::map<std::int64_t, SweepRun>& runs);
  /// One of them, with the tasks that are waiting or running.
  static Array array_under_way(const std::string& name, const std::filesystem::path& file,
                               const std::map<std::size_t, slurm::Task>& alive,
                               std::map<std::int64_t, SweepRun>& runs);
  void submit(const std::vector<SweepRun>& runs);
  std::vector<EndedRun> take_ended();
  std::vector<EndedRun> look_at_queue();
  /// Runs of a task that is no more, if it has had the time to show what it has done.
  std::vector<EndedRun> give_up(Array& array, std::size_t index, OpenTask& task);

  const Sweep& sweep_;
  const SweepFolder& folder_;
  SlurmOptions options_;
  std::size_t most_tasks_;
  std::size_t submitted_ = 0;  // arrays of this sweep so far
  std::vector<Array> arrays_;
  Clock::time_point looked_;
  bool any_broke_off_ = false;
};

/// How many of a sweep's runs a cluster that is free would run at a time.
///
/// Throws: Error if there is no Slurm, or its arrays may not have as many tasks as the sweep wants.
std::size_t runs_at_once(const Sweep& sweep);

/// The script that SlurmExecutor would submit for these runs.
std::string planned_script(const Sweep& sweep, const std::filesystem::path& folder,
                           const SlurmOptions& options);

}  // namespace simgrad
