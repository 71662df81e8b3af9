#include "sim/sweep/slurm_task.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/experiment/interrupt.hpp"
#include "sim/sweep/local_executor.hpp"
#include "sim/sweep/run_end.hpp"
#include "sim/sweep/run_process.hpp"
#include "sim/sweep/slurm_job.hpp"

namespace simgrad {
namespace {

namespace fs = std::filesystem;

constexpr int kInterrupted = 130;
constexpr std::chrono::milliseconds kLongestWait{200};

/// A folder of this machine, gone with it.
class LocalFolder {
 public:
  LocalFolder() {
    std::string name = (fs::temp_directory_path() / "simgrad-task-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      throw Error(fmt::format("{}: cannot make this folder: {}", name, std::strerror(errno)));
    }
    path_ = name;
  }
  LocalFolder(const LocalFolder&) = delete;
  LocalFolder& operator=(const LocalFolder&) = delete;
  LocalFolder(LocalFolder&&) = delete;
  LocalFolder& operator=(LocalFolder&&) = delete;
  ~LocalFolder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// The runs that this task has done, kept beside the job's file over tries of the same task.
class Done {
 public:
  Done(const fs::path& file, std::size_t index)
      : path_(fmt::format("{}-{}.done", (file.parent_path() / file.stem()).string(), index)) {
    std::ifstream lines(path_);
    for (std::int64_t run = 0; lines >> run;) {
      runs_.insert(run);
    }
  }
  [[nodiscard]] bool has(std::int64_t run) const { return runs_.contains(run); }
  void add(std::int64_t run) {
    std::ofstream lines(path_, std::ios::app);
    if (!(lines << run << '\n').flush()) {
      throw Error(path_.string() + ": cannot be written");
    }
  }

 private:
  fs::path path_;
  std::set<std::int64_t> runs_;
};

/// A copy that appears whole or not at all.
void copy_whole(const fs::path& from, const fs::path& to) {
  const fs::path partial = to.string() + ".partial";
  std::error_code error;
  fs::copy_file(from, partial, fs::copy_options::overwrite_existing, error);
  if (!error) {
    fs::rename(partial, to, error);
  }
  if (error) {
    throw Error(fmt::format("{}: cannot be written: {}", to.string(), error.message()));
  }
}

/// Moves what an ended run has left from this machine to the sweep's folder.
void hand_over(const EndedRun& run, const RunFiles& here, const RunFiles& there) {
  const bool whole = run.broke_off.empty();
  const fs::path from = whole ? here.shard(run.id) : here.log(run.id);
  if (fs::exists(from)) {
    copy_whole(from, whole ? there.shard(run.id) : there.log(run.id));
  }
  write_run_end(there.end(run.id), run);
  here.remove_shard(run.id);
  here.remove_log(run.id);
}

}  // namespace

int run_slurm_task(const fs::path& file, std::size_t index) {
  const SlurmJob job = read_job(file);
  if (index >= job.tasks.size()) {
    throw Error(fmt::format("{}: task {}: its {} tasks are counted from 0", file.string(), index,
                            job.tasks.size()));
  }
  Sweep sweep;
  sweep.scenario = job.scenario;
  sweep.limits = job.limits;
  const std::vector<std::string> devices = devices_of_runs(job.options.device, job.runs_at_once);
  const LocalFolder folder;
  const RunFiles here(folder.path());
  const RunFiles there(job.runs);
  Done done(file, index);
  std::vector<SweepRun> runs;
  for (const SweepRun& run : job.tasks[index]) {
    if (!done.has(run.id)) {
      runs.push_back(run);
    }
  }
  const InterruptFlag interrupt;
  LocalExecutor executor(sweep, here, {devices, job.options.threads, job.options.keep_parameters});
  executor.give(runs);
  for (std::size_t open = runs.size(); open > 0 && !interrupt.raised().load();) {
    for (const EndedRun& run : executor.wait(kLongestWait)) {
      if (run.broke_off == kInterruptedRun) {
        return kInterrupted;  // the signal that ends a task reaches its runs too
      }
      hand_over(run, here, there);
      done.add(run.id);
      --open;
    }
  }
  return interrupt.raised().load() ? kInterrupted : 0;
}

}  // namespace simgrad
