#include "sim/cli/sweep.hpp"

#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/cli/sweep_progress.hpp"
#include "sim/sweep/local_executor.hpp"
#include "sim/sweep/run_rows.hpp"
#include "sim/sweep/run_sweep.hpp"
#include "sim/sweep/slurm_executor.hpp"

namespace simgrad {
namespace {

namespace fs = std::filesystem;

constexpr int kSomeFailed = 1;
constexpr int kInterrupted = 130;
constexpr const char* kSlurm = "slurm";

void say(const std::string& text) {
  std::fputs(text.c_str(), stderr);
}

void say_failed(const Sweep& sweep, const SweepEnd& end) {
  if (end.failed.empty()) {
    return;
  }
  std::string text =
      fmt::format("simgrad: {} of {} runs failed:\n", end.failed.size(), end.status.runs);
  for (const EndedSweepRun& ended : end.failed) {
    text += fmt::format("  run {}: {}: {}\n", ended.run.id, run_text(sweep, ended.run),
                        ended.outcome.reason);
  }
  say(text);
}

int exit_status(const SweepEnd& end) {
  return end.interrupted ? kInterrupted : end.failed.empty() ? 0 : kSomeFailed;
}

SlurmOptions slurm_options(const SweepOptions& options) {
  return {options.device, options.threads, options.keep_parameters};
}

/// @param devices  of runs here; none: they are run under Slurm
std::unique_ptr<Executor> make_executor(const Sweep& sweep, const SweepFolder& folder,
                                        const SweepOptions& options,
                                        const std::vector<std::string>& devices) {
  if (devices.empty()) {
    return std::make_unique<SlurmExecutor>(sweep, folder, slurm_options(options));
  }
  return std::make_unique<LocalExecutor>(
      sweep, folder, LocalChoices{devices, options.threads, options.keep_parameters});
}

SweepEnd run(const Sweep& sweep, const SweepFolder& folder, const SweepOptions& options,
             const std::vector<std::string>& devices, std::size_t at_once) {
  SweepProgress progress(sweep, at_once, options.output, options.verbose);
  const auto executor = make_executor(sweep, folder, options, devices);
  SweepEnd end = run_sweep(sweep, folder, *executor,
                           {[&](const EndedSweepRun& ended) {
                              progress.show_run(ended);
                            },
                            [&](const SweepStatus& status) {
                              progress.show(status);
                            }});
  progress.show_end(end, folder.path());
  return end;
}

/// What is chosen for the one executor is nothing to the other.
void check_choices(const SweepOptions& options) {
  if (options.dry_run && options.executor != kSlurm) {
    throw Error(
        "--dry-run: expected --executor slurm, whose script it prints; simgrad check prints "
        "a sweep's plan");
  }
  if (options.jobs != 0 && options.executor == kSlurm) {
    throw Error(
        "-j: not for --executor slurm; the sweep's file says `cpus` and `tasks` in [slurm]");
  }
}

}  // namespace

int sweep_command(const SweepOptions& options) {
  check_choices(options);
  const bool here = options.executor != kSlurm;
  const std::vector<std::string> devices =
      here ? devices_of_runs(options.device, options.jobs) : std::vector<std::string>{};
  const Sweep sweep = read_sweep(options.file, options.overrides);
  const fs::path path = options.out.empty() ? options.file.stem() : options.out;
  if (options.dry_run) {
    fmt::print("{}", planned_script(sweep, path, slurm_options(options)));
    return 0;
  }
  const std::size_t at_once = here ? devices.size() : runs_at_once(sweep);
  const SweepFolder folder(path, sweep, options.resume);
  SweepEnd end;
  try {
    end = run(sweep, folder, options, devices, at_once);
  } catch (const Error& error) {
    throw Error(fmt::format("{}\nthe runs that have ended are kept in {}: --resume goes on there",
                            error.what(), folder.path().string()));
  }
  if (end.interrupted) {
    say(
        fmt::format("simgrad: interrupted after {} of {} runs, which are kept in {}: --resume goes "
                    "on there\n",
                    end.status.ended, end.status.runs, folder.path().string()));
  }
  say_failed(sweep, end);
  return exit_status(end);
}

}  // namespace simgrad
