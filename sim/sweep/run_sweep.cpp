#include "sim/sweep/run_sweep.hpp"

#include <algorithm>
#include <map>
#include <system_error>

#include "kernels/error.hpp"
#include "sim/experiment/interrupt.hpp"
#include "sim/sweep/kept_points.hpp"
#include "sim/sweep/writer.hpp"

namespace simgrad {
namespace {

constexpr std::chrono::milliseconds kLongestWait{100};
constexpr std::size_t kMostUnanswered = 64;

// Less than a run's database takes: what broke off did so for want of space.
constexpr std::uintmax_t kLeastSpace = std::uintmax_t{256} << 10U;

class Running {
 public:
  Running(const Sweep& sweep, const SweepFolder& folder, Executor& executor,
          const SweepWatch& watch)
      : sweep_(sweep), folder_(folder), executor_(executor), watch_(watch) {
    end_.status.runs = planned_runs(sweep);
  }

  SweepEnd run() {
    std::vector<SweepRun> runs = sweep_.runs;
    const std::int64_t rungs = sweep_.halving ? rung_count(*sweep_.halving) : 1;
    for (std::int64_t rung = 0; run_rung(runs) && rung + 1 < rungs; ++rung) {
      runs = next_rung(sweep_, rung + 1, kept_points(*sweep_.halving, runs, outcomes_),
                       runs.back().id + 1);
    }
    return end_;
  }

 private:
  /// False: it was interrupted.
  bool run_rung(const std::vector<SweepRun>& runs) {
    Writer writer(folder_, sweep_, runs);
    std::map<std::int64_t, SweepRun> missing;
    for (const SweepRun& run : runs) {
      missing.emplace(run.id, run);
    }
    for (const RunOutcome& outcome : writer.answers(true)) {
      const auto found = missing.find(outcome.run);
      ++end_.status.ended_before;
      take({found->second, outcome});
      missing.erase(found);
    }
    give(runs, missing);
    std::size_t open = missing.size();
    while (open > 0 && !interrupt_.raised().load()) {
      for (const EndedRun& run : executor_.wait(kLongestWait)) {
        see_space(run);
        end_.status.own_wall_s += run.wall_s;
        writer.add(run);
        --open;
      }
      take_answers(writer, missing, writer.unanswered() > kMostUnanswered);
    }
    while (writer.unanswered() > 0) {
      take_answers(writer, missing, true);
    }
    end_.interrupted = open > 0;
    return !end_.interrupted;
  }

  void give(const std::vector<SweepRun>& runs, const std::map<std::int64_t, SweepRun>& missing) {
    std::vector<SweepRun> given;
    std::copy_if(runs.begin(), runs.end(), std::back_inserter(given), [&](const SweepRun& run) {
      return missing.contains(run.id);
    });
    executor_.give(given);
  }

  void take_answers(Writer& writer, const std::map<std::int64_t, SweepRun>& runs, bool wait) {
    for (const RunOutcome& outcome : writer.answers(wait)) {
      const EndedSweepRun ended{runs.at(outcome.run), outcome};
      take(ended);
      if (watch_.on_run) {
        watch_.on_run(ended);
      }
    }
    end_.status.running = executor_.running();
    if (watch_.on_progress) {
      watch_.on_progress(end_.status);
    }
  }

  void take(const EndedSweepRun& ended) {
    ++end_.status.ended;
    outcomes_[ended.outcome.run] = ended.outcome;
    if (ended.outcome.status != "finished") {
      ++end_.status.failed;
      end_.failed.push_back(ended);
    }
  }

  /// On a full disk each further run would break off too.
  void see_space(const EndedRun& run) const {
    std::error_code error;
    const auto space = std::filesystem::space(folder_.path(), error);
    if (!run.broke_off.empty() && !error && space.available < kLeastSpace) {
      throw Error(folder_.shard(run.id).string() + ": the disk is full: " + run.broke_off);
    }
  }

  const Sweep& sweep_;
  const SweepFolder& folder_;
  Executor& executor_;
  const SweepWatch& watch_;
  const InterruptFlag interrupt_{};
  std::map<std::int64_t, RunOutcome> outcomes_;
  SweepEnd end_;
};

}  // namespace

SweepEnd run_sweep(const Sweep& sweep, const SweepFolder& folder, Executor& executor,
                   const SweepWatch& watch) {
  SweepEnd end = Running(sweep, folder, executor, watch).run();
  std::sort(end.failed.begin(), end.failed.end(), [](const auto& a, const auto& b) {
    return a.run.id < b.run.id;
  });
  folder.remove_if_empty();
  return end;
}

}  // namespace simgrad
