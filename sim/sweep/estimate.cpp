#include "sim/sweep/estimate.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/experiment/experiment.hpp"
#include "sim/strategies/strategy.hpp"
#include "sim/sweep/dataset_cache.hpp"
#include "sim/sweep/halving.hpp"
#include "sim/sweep/local_executor.hpp"

namespace simgrad {
namespace {

using std::chrono::steady_clock;

constexpr double kEnough = 0.5;       // seconds of wall time that a point is measured
constexpr double kBudget = 2.0;       // seconds after which no further point is begun
constexpr unsigned kPatience = 15;    // seconds until a process that reached no round is ended
constexpr std::size_t kMeasured = 4;  // points

double seconds_since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

/// Sends what was measured and ends this process, threads and all.
[[noreturn]] void report(int pipe, const MeasuredPoint& measured) {
  const ssize_t written = write(pipe, &measured, sizeof measured);
  _exit(written == static_cast<ssize_t>(sizeof measured) ? 0 : 1);
}

/// In a process of its own: goes on until there is enough to tell a round's time from.
[[noreturn]] void measure(const Plan& plan, const std::shared_ptr<const Dataset>& data,
                          std::size_t point, int pipe) {
  alarm(kPatience);
  const auto begin = steady_clock::now();
  const TrainingSetup setup = load(plan, data);
  CpuOptions one_thread;
  one_thread.threads = 1;
  const auto device = make_cpu_device(one_thread);
  Engine engine(plan.platform, *device);
  Training training(engine, setup, nullptr);
  MeasuredPoint measured;
  measured.point = point;
  measured.planned = planned_rounds(plan);
  measured.load_s = seconds_since(begin);
  const auto take = [&] {
    measured.rounds = training.status().evaluated_round;
    measured.wall_s = seconds_since(begin) - measured.load_s;
    measured.events = engine.events();
  };
  training.on_progress = [&](const TrainingStatus&) {
    take();
    if (measured.wall_s >= kEnough && measured.rounds > 0) {
      report(pipe, measured);
    }
  };
  arm_failures(plan, engine);
  plan.strategy.as<StrategyInfo>().launch(training, *plan.strategy.arguments);
  (void)engine.run();
  training.settle();
  take();
  measured.has_ended = true;
  report(pipe, measured);
}

/// Measures one run in a child process; nullopt if it ended without a word: it failed, or no round
/// was done in time.
std::optional<MeasuredPoint> measure_apart(const Sweep& sweep, const SweepRun& run,
                                           DatasetCache& datasets) {
  const Plan plan = read_scenario(sweep.scenario, run.overrides);
  const auto data = datasets.get(plan);  // here, since a sweep's runs share it
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) {
    throw Error("cannot make a pipe to measure a run");
  }
  const pid_t child = fork();
  if (child < 0) {
    close(ends[0]);
    close(ends[1]);
    throw Error("cannot start a process to measure a run");
  }
  if (child == 0) {
    close(ends[0]);
    try {
      measure(plan, data, run.point, ends[1]);
    } catch (const std::exception&) {  // the run would fail: the sweep's own run tells why
      _exit(1);
    }
  }
  close(ends[1]);
  MeasuredPoint measured;
  const ssize_t count = read(ends[0], &measured, sizeof measured);
  close(ends[0]);
  waitpid(child, nullptr, 0);
  const bool is_whole = count == static_cast<ssize_t>(sizeof measured);
  return is_whole ? std::optional(measured) : std::nullopt;
}

double whole_run_s(const MeasuredPoint& measured) {
  if (measured.has_ended) {
    return measured.load_s + measured.wall_s;
  }
  return measured.load_s + measured.wall_s * static_cast<double>(measured.planned) /
                               static_cast<double>(measured.rounds);
}

/// The runs of all rungs, and their work in runs with the first rung's budget.
struct Extent {
  std::int64_t runs = 0;
  double of_first = 0.0;
};

Extent extent_of(const Sweep& sweep) {
  if (!sweep.halving) {
    const auto runs = static_cast<std::int64_t>(sweep.runs.size());
    return {runs, static_cast<double>(runs)};
  }
  const SuccessiveHalving& halving = *sweep.halving;
  Extent extent;
  auto points = static_cast<std::int64_t>(sweep.points.size());
  std::int64_t last_budget = 0;
  for (std::int64_t rung = 0; rung_budget(halving, rung) != last_budget; ++rung) {
    last_budget = rung_budget(halving, rung);
    extent.runs += points * sweep.replicates;
    extent.of_first += static_cast<double>(points * sweep.replicates) *
                       static_cast<double>(last_budget) / static_cast<double>(halving.smallest);
    points = (points + halving.factor - 1) / halving.factor;
  }
  return extent;
}

}  // namespace

SweepEstimate estimate_sweep(const Sweep& sweep) {
  SweepEstimate estimate;
  DatasetCache datasets(0);  // the last one stays
  estimate.cores = devices_of_runs("cpu", 0).size();
  const std::size_t count = std::min(kMeasured, sweep.points.size());
  const auto begin = steady_clock::now();
  double sum_s = 0.0;
  std::size_t known = 0;
  for (std::size_t i = 0; i < count && (known == 0 || seconds_since(begin) < kBudget); ++i) {
    const std::size_t point = count == 1 ? 0 : i * (sweep.points.size() - 1) / (count - 1);
    MeasuredPoint measured;
    measured.point = point;
    if (const auto found = measure_apart(sweep, sweep.runs[point], datasets)) {
      measured = *found;
      measured.run_s = whole_run_s(measured);
      sum_s += measured.run_s;
      ++known;
    }
    estimate.measured.push_back(measured);
  }
  const Extent extent = extent_of(sweep);
  estimate.runs = extent.runs;
  estimate.run_s = known == 0 ? MeasuredPoint::kUnknownTime : sum_s / static_cast<double>(known);
  estimate.wall_s =
      known == 0
          ? MeasuredPoint::kUnknownTime
          : extent.of_first * estimate.run_s /
                static_cast<double>(std::min<std::size_t>(estimate.cores, sweep.runs.size()));
  return estimate;
}

}  // namespace simgrad
