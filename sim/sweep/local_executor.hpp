#pragma once

#include <chrono>
#include <csignal>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "sim/scenario/plan.hpp"
#include "sim/sweep/dataset_cache.hpp"
#include "sim/sweep/executor.hpp"
#include "sim/sweep/platform_memory.hpp"
#include "sim/sweep/run_files.hpp"

namespace simgrad {

struct LocalChoices {
  std::vector<std::string> devices;  // one for each run that may be at work: "cpu", "cuda:1"
  std::size_t threads = 1;           // of the CPU, of a run
  bool keep_parameters = false;
};

/// Runs runs on this machine, a process each. Those on the CPU are forked when their data set is
/// loaded, and share it; those on a GPU are programs of their own, since CUDA outlives no fork.
class LocalExecutor final : public Executor {
 public:
  /// @param sweep, files  outlive it
  LocalExecutor(const Sweep& sweep, const RunFiles& files, LocalChoices choices);
  ~LocalExecutor() override;
  LocalExecutor(const LocalExecutor&) = delete;
  LocalExecutor& operator=(const LocalExecutor&) = delete;
  LocalExecutor(LocalExecutor&&) = delete;
  LocalExecutor& operator=(LocalExecutor&&) = delete;

  void give(const std::vector<SweepRun>& runs) override;
  std::vector<EndedRun> wait(std::chrono::milliseconds longest) override;
  [[nodiscard]] std::size_t running() const override { return running_.size(); }

 private:
  using Clock = std::chrono::steady_clock;

  /// A run with what is read and loaded before its process starts.
  struct Prepared {
    std::int64_t id = 0;
    std::vector<std::string> overrides;
    std::optional<Plan> plan;
    std::shared_ptr<const Dataset> data;
    std::string fault;  // why it cannot be started
  };
  struct Running {
    std::int64_t id = 0;
    pid_t process = -1;
    std::string device;
    Clock::time_point begin;
    bool overdue = false;
  };

  void prepare_next();
  [[nodiscard]] Prepared prepare(const SweepRun& run);
  bool start(const Prepared& run, const std::string& device);
  std::vector<EndedRun> start_all();
  std::vector<EndedRun> reap();
  void pause(std::chrono::milliseconds longest) const;
  void end_overdue();
  [[nodiscard]] std::string fault_of(const Running& run, int status) const;

  const Sweep& sweep_;
  const RunFiles& files_;
  LocalChoices choices_;
  PlatformMemory platforms_;
  DatasetCache datasets_;
  std::deque<SweepRun> waiting_;
  std::optional<Prepared> next_;
  std::vector<Running> running_;
  std::vector<std::string> free_devices_;
  sigset_t signals_before_{};
};

/// The devices for LocalChoices.
///
/// @param device  auto, cpu, cuda, cuda:0,1
/// @param jobs    most runs at a time; 0: one per core, or per GPU
/// Throws: Error if there is no such GPU.
std::vector<std::string> devices_of_runs(const std::string& device, std::size_t jobs);

}  // namespace simgrad
