#include "sim/sweep/local_executor.hpp"

#include <algorithm>
#include <ctime>
#include <new>
#include <sys/wait.h>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/scenario/override.hpp"
#include "sim/sweep/child_process.hpp"
#include "sim/sweep/run_process.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kMostCachedBytes = std::size_t{2} << 30U;

}  // namespace

LocalExecutor::LocalExecutor(const Sweep& sweep, const RunFiles& files, LocalChoices choices)
    : sweep_(sweep),
      files_(files),
      choices_(std::move(choices)),
      datasets_(kMostCachedBytes),
      free_devices_(choices_.devices.rbegin(), choices_.devices.rend()) {
  // Kept until pause() takes it: no end of a child is missed.
  sigset_t child{};
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, &signals_before_);
}

LocalExecutor::~LocalExecutor() {
  for (const Running& run : running_) {
    kill_run(run.process);
  }
  for (const Running& run : running_) {
    waitpid(run.process, nullptr, 0);
  }
  sigprocmask(SIG_SETMASK, &signals_before_, nullptr);
}

void LocalExecutor::give(const std::vector<SweepRun>& runs) {
  waiting_.insert(waiting_.end(), runs.begin(), runs.end());
}

std::vector<EndedRun> LocalExecutor::wait(std::chrono::milliseconds longest) {
  std::vector<EndedRun> ended = start_all();
  prepare_next();  // while others run
  for (EndedRun& run : reap()) {
    ended.push_back(std::move(run));
  }
  if (ended.empty() && !running_.empty()) {
    pause(longest);
    end_overdue();
    ended = reap();
  }
  return ended;
}

std::vector<EndedRun> LocalExecutor::start_all() {
  std::vector<EndedRun> ended;
  while (!free_devices_.empty()) {
    prepare_next();
    if (!next_) {
      break;
    }
    if (!next_->fault.empty()) {
      ended.push_back({next_->id, next_->fault, 0.0});
    } else if (!start(*next_, free_devices_.back())) {
      if (running_.empty()) {
        throw Error("cannot start a process: the system has no room for one more");
      }
      break;
    }
    next_.reset();
  }
  return ended;
}

void LocalExecutor::prepare_next() {
  if (!next_ && !waiting_.empty()) {
    next_ = prepare(waiting_.front());
    waiting_.pop_front();
  }
}

LocalExecutor::Prepared LocalExecutor::prepare(const SweepRun& run) {
  Prepared prepared{run.id, run.overrides, {}, {}, {}};
  if (choices_.devices.front() != "cpu") {
    return prepared;
  }
  try {
    std::vector<Override> overrides;
    overrides.reserve(run.overrides.size());
    for (const std::string& argument : run.overrides) {
      overrides.push_back(command_line_override(argument));
    }
    prepared.plan = read_scenario(sweep_.scenario, overrides, platforms_.look());
    prepared.data = datasets_.get(*prepared.plan);
  } catch (const Error& error) {
    prepared.fault = error.what();
  } catch (const std::bad_alloc&) {
    prepared.fault = "out of memory while its data set was loaded";
  }
  std::replace(prepared.fault.begin(), prepared.fault.end(), '\n', ' ');
  return prepared;
}

bool LocalExecutor::start(const Prepared& run, const std::string& device) {
  files_.remove_shard(run.id);  // what an earlier process of this run has left
  const RunProcess process{sweep_, files_.shard(run.id), choices_.threads,
                           choices_.keep_parameters};
  const auto child = run.plan ? start_child(
                                    [&] {
                                      return run_here(process, *run.plan, run.data);
                                    },
                                    files_.log(run.id))
                              : start_child(
                                    [&] {
                                      return run_as_program(process, run.overrides, device);
                                    },
                                    files_.log(run.id));
  if (!child) {
    return false;
  }
  running_.push_back({run.id, *child, device, Clock::now()});
  free_devices_.pop_back();
  return true;
}

std::vector<EndedRun> LocalExecutor::reap() {
  std::vector<EndedRun> ended;
  const auto has_ended = [&](const Running& run) {
    int status = 0;
    if (waitpid(run.process, &status, WNOHANG) != run.process) {
      return false;
    }
    const std::chrono::duration<double> wall = Clock::now() - run.begin;
    ended.push_back({run.id, fault_of(run, status), wall.count()});
    free_devices_.push_back(run.device);
    return true;
  };
  running_.erase(std::remove_if(running_.begin(), running_.end(), has_ended), running_.end());
  return ended;
}

void LocalExecutor::pause(std::chrono::milliseconds longest) const {
  sigset_t child{};
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  const timespec limit{longest.count() / 1000, longest.count() % 1000 * 1'000'000};
  sigtimedwait(&child, nullptr, &limit);  // the time is over, a child ended, or a signal came
}

void LocalExecutor::end_overdue() {
  if (!sweep_.limits.wall_s) {
    return;
  }
  for (Running& run : running_) {
    const std::chrono::duration<double> wall = Clock::now() - run.begin;
    if (!run.overdue && wall.count() > *sweep_.limits.wall_s) {
      run.overdue = true;
      kill_run(run.process);
    }
  }
}

std::string LocalExecutor::fault_of(const Running& run, int status) const {
  if (run.overdue) {
    return wall_limit_text(sweep_.limits);
  }
  return run_fault(status, files_.log(run.id), sweep_.limits);
}

}  // namespace simgrad
