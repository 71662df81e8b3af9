#include "sim/cli/sweep_progress.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "sim/experiment/text.hpp"
#include "sim/sweep/run_rows.hpp"

namespace simgrad {
namespace {

void print_json(const nlohmann::json& line) {
  fmt::print("{}\n", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  std::fflush(stdout);
}

nlohmann::json run_json(const Sweep& sweep, const EndedSweepRun& ended) {
  nlohmann::json values = nlohmann::json::object();
  for (const AxisValue& value : sweep.points.at(ended.run.point).values) {
    values[value.key] = value.label;
  }
  return {{"type", "run"},
          {"run", ended.run.id},
          {"point", ended.run.point},
          {"rung", ended.run.rung},
          {"seed", ended.run.seed},
          {"values", values},
          {"status", ended.outcome.status},
          {"reason", ended.outcome.reason},
          {"simulated_s", ended.outcome.simulated_s},
          {"wall_s", ended.outcome.wall_s},
          {"best_accuracy", ended.outcome.best_accuracy},
          {"best_loss", ended.outcome.best_loss}};
}

std::string folder_text(const std::filesystem::path& folder) {
  const std::string text = folder.string();
  const bool plain = text.find_first_of(" '\"$\\*?") == std::string::npos;
  return plain ? text : "'" + text + "'";
}

}  // namespace

SweepProgress::SweepProgress(const Sweep& sweep, std::size_t jobs, Output output, bool verbose)
    : sweep_(sweep), jobs_(jobs), output_(output), verbose_(verbose) {}

void SweepProgress::show_run(const EndedSweepRun& ended) {
  if (output_ == Output::kJson) {
    print_json(run_json(sweep_, ended));
  } else if (output_ == Output::kText && verbose_) {
    line_.print(fmt::format("run {}: {}: {}: {}, simulated {}, wall {}", ended.run.id,
                            run_text(sweep_, ended.run), ended.outcome.status, ended.outcome.reason,
                            duration_text(ended.outcome.simulated_s),
                            duration_text(ended.outcome.wall_s)));
  }
}

void SweepProgress::show(const SweepStatus& status) {
  if (output_ == Output::kJson) {
    show_json(status);
  } else if (output_ == Output::kText) {
    line_.show(static_cast<std::int64_t>(status.ended), static_cast<std::int64_t>(status.runs),
               [&] {
                 const double left = left_s(status);
                 return fmt::format("{}/{} runs done  {} running  {} failed{}", status.ended,
                                    status.runs, status.running, status.failed,
                                    std::isnan(left) ? "" : "  " + duration_text(left) + " left");
               });
  }
}

void SweepProgress::show_json(const SweepStatus& status) {
  if (status.ended == ended_shown_) {
    return;
  }
  ended_shown_ = status.ended;
  print_json({{"type", "progress"},
              {"runs", status.runs},
              {"done", status.ended},
              {"running", status.running},
              {"failed", status.failed},
              {"left_s", left_s(status)}});
}

double SweepProgress::left_s(const SweepStatus& status) const {
  const std::size_t ended = status.ended - status.ended_before;
  if (ended == 0) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double mean_s = status.own_wall_s / static_cast<double>(ended);
  return mean_s * static_cast<double>(status.runs - status.ended) / static_cast<double>(jobs_);
}

double SweepProgress::wall_s() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

void SweepProgress::show_end(const SweepEnd& end, const std::filesystem::path& folder) const {
  const SweepStatus& status = end.status;
  if (output_ == Output::kJson) {
    print_json({{"type", "summary"},
                {"interrupted", end.interrupted},
                {"runs", status.runs},
                {"done", status.ended},
                {"done_before", status.ended_before},
                {"failed", status.failed},
                {"wall_s", wall_s()},
                {"runs_wall_s", status.own_wall_s},
                {"folder", folder.string()}});
    return;
  }
  if (output_ == Output::kQuiet || end.interrupted) {
    return;
  }
  fmt::print("{}: {} runs, {} failed\n", sweep_.title.empty() ? "sweep" : sweep_.title, status.runs,
             status.failed);
  if (status.ended_before > 0) {
    fmt::print("  done before     {} runs\n", status.ended_before);
  }
  fmt::print("  wall time       {}\n", duration_text(wall_s()));
  fmt::print("  runs' own time  {}\n", duration_text(status.own_wall_s));
  fmt::print("  folder          {}\n", folder.string());
  fmt::print("\nNext: simgrad report {}\n", folder_text(folder));
}

}  // namespace simgrad
