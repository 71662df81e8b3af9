#include "sim/cli/sweep.hpp"

#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "kernels/error.hpp"
#include "sim/cli/sweep_progress.hpp"
#include "sim/sweep/local_executor.hpp"
#include "sim/sweep/run_rows.hpp"
#include "sim/sweep/run_sweep.hpp"

namespace simgrad {
namespace {

constexpr int kSomeFailed = 1;
constexpr int kInterrupted = 130;

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

SweepEnd run(const Sweep& sweep, const SweepFolder& folder, const SweepOptions& options,
             const std::vector<std::string>& devices) {
  SweepProgress progress(sweep, devices.size(), options.output, options.verbose);
  LocalExecutor executor(sweep, folder, {devices, options.threads, options.keep_parameters});
  SweepEnd end = run_sweep(sweep, folder, executor,
                           {[&](const EndedSweepRun& ended) {
                              progress.show_run(ended);
                            },
                            [&](const SweepStatus& status) {
                              progress.show(status);
                            }});
  progress.show_end(end, folder.path());
  return end;
}

}  // namespace

int sweep_command(const SweepOptions& options) {
  const std::vector<std::string> devices = devices_of_runs(options.device, options.jobs);
  const Sweep sweep = read_sweep(options.file, options.overrides);
  const SweepFolder folder(options.out.empty() ? options.file.stem() : options.out, sweep,
                           options.resume);
  SweepEnd end;
  try {
    end = run(sweep, folder, options, devices);
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
