#include "sim/sweep/slurm_executor.hpp"

#include <algorithm>
#include <system_error>
#include <thread>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/record/fnv_hash.hpp"
#include "sim/record/output_file.hpp"
#include "sim/sweep/run_end.hpp"

namespace simgrad {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kQueueInterval{2};
/// How long a shared folder may take to show what a task on another machine has written.
constexpr std::chrono::seconds kPatience{10};
constexpr const char* kFolder = "slurm";

fs::path this_program() {
  return fs::read_symlink("/proc/self/exe");
}

SlurmJob make_job(const Sweep& sweep, const fs::path& runs_folder, const SlurmOptions& options,
                  std::vector<std::vector<SweepRun>> tasks) {
  return {fs::absolute(sweep.scenario),
          fs::absolute(runs_folder),
          sweep.limits,
          options,
          static_cast<std::size_t>(sweep.slurm.cpus),
          std::move(tasks)};
}

/// Slurm gave up starting it and holds it until somebody releases it.
bool is_stuck(const slurm::Task& task) {
  return task.reason.find("launch failed") != std::string::npos ||
         task.reason.find("requeued held") != std::string::npos;
}

std::string name_of(const fs::path& folder, std::size_t ordinal) {
  const std::string place = fs::absolute(folder).lexically_normal().string();
  return fmt::format("simgrad-{:016x}-{:04}", fnv_hash(place), ordinal);
}

/// A script can be looked at where there is no Slurm.
std::size_t most_tasks_here() {
  try {
    return slurm::most_tasks();
  } catch (const Error&) {
    return slurm::kUsualMostTasks;
  }
}

}  // namespace

SlurmExecutor::SlurmExecutor(const Sweep& sweep, const SweepFolder& folder, SlurmOptions options)
    : sweep_(sweep),
      folder_(folder),
      options_(std::move(options)),
      most_tasks_(slurm::most_tasks()) {
  fs::create_directory(folder_.path() / kFolder);
}

SlurmExecutor::~SlurmExecutor() {
  bool all_whole = !any_broke_off_;
  for (const Array& array : arrays_) {
    if (!array.tasks.empty()) {
      slurm::cancel(array.name);
      all_whole = false;
    }
  }
  if (all_whole) {  // else its logs are of use
    std::error_code error;
    fs::remove_all(folder_.path() / kFolder, error);
  }
}

std::string SlurmExecutor::array_name(std::size_t ordinal) const {
  return name_of(folder_.path(), ordinal);
}

fs::path SlurmExecutor::job_file(std::size_t ordinal) const {
  return fs::absolute(folder_.path()) / kFolder / fmt::format("{:04}.json", ordinal);
}

void SlurmExecutor::give(const std::vector<SweepRun>& runs) {
  std::map<std::int64_t, SweepRun> open;
  for (const SweepRun& run : runs) {
    open.emplace(run.id, run);
  }
  if (submitted_ == 0) {
    take_over(open);
  }
  std::vector<SweepRun> rest;
  std::copy_if(runs.begin(), runs.end(), std::back_inserter(rest), [&](const SweepRun& run) {
    return open.contains(run.id);
  });
  if (!rest.empty()) {
    submit(rest);
  }
}

void SlurmExecutor::take_over(std::map<std::int64_t, SweepRun>& runs) {
  for (; fs::exists(job_file(submitted_ + 1)); ++submitted_) {
    const std::string name = array_name(submitted_ + 1);
    const auto alive = slurm::tasks(name);
    if (!alive) {
      throw Error(
          "--executor slurm: no answer from squeue, so it is not known whether runs of an "
          "earlier start go on; try again later");
    }
    if (!alive->empty()) {
      arrays_.push_back(array_under_way(name, job_file(submitted_ + 1), *alive, runs));
    }
  }
}

SlurmExecutor::Array SlurmExecutor::array_under_way(const std::string& name, const fs::path& file,
                                                    const std::map<std::size_t, slurm::Task>& alive,
                                                    std::map<std::int64_t, SweepRun>& runs) {
  const SlurmJob job = read_job(file);
  Array array{name, alive.begin()->second.job, file, job.runs_at_once, {}};
  for (const auto& [index, task] : alive) {
    for (const SweepRun& run : job.tasks.at(index)) {
      if (runs.erase(run.id) > 0) {
        array.tasks[index].runs.push_back(run.id);
      }
    }
  }
  return array;
}

void SlurmExecutor::submit(const std::vector<SweepRun>& runs) {
  for (const SweepRun& run : runs) {
    folder_.remove_shard(run.id);  // of an earlier try
  }
  const SlurmJob job = make_job(sweep_, folder_.folder_of_runs(), options_,
                                deal_out(sweep_.slurm, runs, most_tasks_));
  ++submitted_;
  const fs::path file = job_file(submitted_);
  write_job(file, job);
  fs::path script = file;
  script.replace_extension(".sh");
  OutputFile text(script);
  const std::string name = array_name(submitted_);
  text.write(job_script(sweep_.slurm, job, name, file, this_program()));
  text.commit();
  Array array{name, slurm::submit(script), file, job.runs_at_once, {}};
  for (std::size_t index = 0; index < job.tasks.size(); ++index) {
    for (const SweepRun& run : job.tasks[index]) {
      array.tasks[index].runs.push_back(run.id);
    }
  }
  arrays_.push_back(std::move(array));
  looked_ = Clock::now();
}

std::vector<EndedRun> SlurmExecutor::wait(std::chrono::milliseconds longest) {
  std::vector<EndedRun> ended = take_ended();
  any_broke_off_ |= std::any_of(ended.begin(), ended.end(), [](const EndedRun& run) {
    return !run.broke_off.empty();
  });
  if (ended.empty() && Clock::now() - looked_ > kQueueInterval) {
    ended = look_at_queue();
  }
  if (ended.empty()) {
    std::this_thread::sleep_for(longest);
  }
  return ended;
}

std::vector<EndedRun> SlurmExecutor::take_ended() {
  std::vector<EndedRun> ended;
  const auto take = [&](std::int64_t run) {
    const auto end = read_run_end(folder_.end(run));
    if (!end) {
      return false;
    }
    std::error_code error;
    fs::remove(folder_.end(run), error);
    ended.push_back(*end);
    return true;
  };
  for (Array& array : arrays_) {
    for (auto task = array.tasks.begin(); task != array.tasks.end();) {
      std::erase_if(task->second.runs, take);
      task = task->second.runs.empty() ? array.tasks.erase(task) : std::next(task);
    }
  }
  return ended;
}

std::vector<EndedRun> SlurmExecutor::look_at_queue() {
  looked_ = Clock::now();
  std::vector<EndedRun> ended;
  for (Array& array : arrays_) {
    const auto alive = array.tasks.empty() ? std::nullopt : slurm::tasks(array.name);
    if (!alive) {
      continue;  // all done, or Slurm does not answer now
    }
    for (auto task = array.tasks.begin(); task != array.tasks.end();) {
      const auto found = alive->find(task->first);
      task->second.state = found == alive->end() ? "" : found->second.state;
      if (found != alive->end() && !is_stuck(found->second)) {
        task->second.gone.reset();
        ++task;
        continue;
      }
      const std::vector<EndedRun> lost = give_up(array, task->first, task->second);
      task = lost.empty() ? std::next(task) : array.tasks.erase(task);
      ended.insert(ended.end(), lost.begin(), lost.end());
    }
  }
  return ended;
}

std::vector<EndedRun> SlurmExecutor::give_up(Array& array, std::size_t index, OpenTask& task) {
  if (!task.gone) {
    task.gone = Clock::now();
  }
  if (Clock::now() - *task.gone < kPatience) {
    return {};
  }
  const std::string state = slurm::end_state(array.job, index);
  const std::string fate = !task.state.empty() ? "is held, its start failed"
                           : state.empty()     ? "ended before it"
                                               : "ended before it: " + state;
  const std::string reason = fmt::format("its Slurm task {}_{} {}; see {}", array.job, index, fate,
                                         task_log(array.file, std::to_string(index)));
  any_broke_off_ = true;
  std::vector<EndedRun> lost;
  for (const std::int64_t run : task.runs) {
    lost.push_back({run, reason, 0.0});
  }
  return lost;
}

std::size_t SlurmExecutor::running() const {
  std::size_t count = 0;
  for (const Array& array : arrays_) {
    for (const auto& [index, task] : array.tasks) {
      count += task.state == "RUNNING" ? std::min(task.runs.size(), array.runs_at_once) : 0;
    }
  }
  return count;
}

std::size_t runs_at_once(const Sweep& sweep) {
  const auto of_task = static_cast<std::size_t>(sweep.slurm.cpus);
  return of_task * deal_out(sweep.slurm, sweep.runs, slurm::most_tasks()).size();
}

std::string planned_script(const Sweep& sweep, const fs::path& folder,
                           const SlurmOptions& options) {
  const SlurmJob job = make_job(sweep, folder / "runs", options,
                                deal_out(sweep.slurm, sweep.runs, most_tasks_here()));
  return job_script(sweep.slurm, job, name_of(folder, 1),
                    fs::absolute(folder) / kFolder / "0001.json", this_program());
}

}  // namespace simgrad
