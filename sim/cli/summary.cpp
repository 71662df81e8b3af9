#include "sim/cli/summary.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "sim/experiment/text.hpp"
#include "sim/record/reader.hpp"
#include "sim/record/time_shares.hpp"

namespace simgrad {
namespace {

struct Shares {
  TimeShares nodes;
  TimeShares critical_path;
};

Shares read_shares(const RunSummary& summary) {
  const RunReader reader(summary.database);
  const auto node_rounds = reader.read<NodeRoundRow>();
  return {shares_of_nodes(node_rounds),
          shares_of_critical_path(reader.read<RoundRow>(), node_rounds)};
}

struct ShareColumn {
  const char* title;
  const char* key;
  double TimeShares::*seconds;
};

constexpr std::array kShareColumns{
    ShareColumn{"compute", "compute", &TimeShares::compute_s},
    ShareColumn{"latency", "latency", &TimeShares::latency_s},
    ShareColumn{"bandwidth", "bandwidth", &TimeShares::bandwidth_s},
    ShareColumn{"waiting", "waiting", &TimeShares::waiting_s},
    ShareColumn{"down", "down", &TimeShares::down_s},
    ShareColumn{"lost", "lost", &TimeShares::lost_s},
};

double percent(double part, double whole) {
  return whole > 0.0 ? 100.0 * part / whole : 0.0;
}

std::string share_line(const std::string& title, const TimeShares& shares) {
  std::string line = fmt::format("  {:<16}", title);
  for (const ShareColumn& column : kShareColumns) {
    line += fmt::format("{:>9.1f} %", percent(shares.*column.seconds, shares.total_s()));
  }
  return line + "\n";
}

std::string learning_lines(const TrainingStatus& status) {
  if (status.evaluated_round < 0) {
    return "";
  }
  return fmt::format(
      "  accuracy        {:.2f} % in round {}, best {:.2f} % in round {}\n"
      "  loss            {:.4f}\n",
      100.0 * status.accuracy, status.evaluated_round, 100.0 * status.best_accuracy,
      status.best_round, status.loss);
}

nlohmann::json share_json(const TimeShares& shares) {
  nlohmann::json object = nlohmann::json::object();
  for (const ShareColumn& column : kShareColumns) {
    object[std::string(column.key) + "_s"] = shares.*column.seconds;
  }
  return object;
}

}  // namespace

std::string summary_text(const RunSummary& summary) {
  const TrainingStatus& status = summary.status;
  const Shares shares = read_shares(summary);
  std::string text = fmt::format("{}: {}\n", to_text(summary.end.status), summary.end.reason);
  text += fmt::format("  rounds          {} of {}\n", status.rounds,
                      summary.plan.strategy.arguments->integer("rounds"));
  text += fmt::format("  simulated time  {} ({:.6g} s)\n", duration_text(summary.end.simulated_s),
                      summary.end.simulated_s);
  text += fmt::format("  wall time       {}\n", duration_text(summary.wall_s));
  text += learning_lines(status);
  if (!summary.declared_cost.empty()) {
    text += fmt::format("  declared cost   {}\n", summary.declared_cost);
  }
  text += fmt::format("  traffic         {} up, {} down\n",
                      bytes_text(static_cast<double>(status.up_bytes)),
                      bytes_text(static_cast<double>(status.down_bytes)));
  text += fmt::format("  lost            {} times a node's part in a round\n", status.lost_nodes);
  if (status.lost_s > 0.0 || status.checkpoints > 0) {
    text +=
        fmt::format("  goodput         {:.1f} %: {} of work lost, {} for {} checkpoints\n",
                    percent(status.useful_s, summary.end.simulated_s), duration_text(status.lost_s),
                    duration_text(status.checkpoint_s), status.checkpoints);
  }
  text += fmt::format("  events          {} simulated, {:.0f} a second of wall time\n",
                      summary.events, static_cast<double>(summary.events) / summary.wall_s);
  text += "\nWhere the simulated time went:\n" + fmt::format("  {:<16}", "");
  for (const ShareColumn& column : kShareColumns) {
    text += fmt::format("{:>11}", column.title);
  }
  text += "\n" + share_line("all nodes", shares.nodes) +
          share_line("critical path", shares.critical_path);
  return text + fmt::format("\nRun database: {}\n", summary.database.string());
}

std::string summary_json(const RunSummary& summary) {
  const TrainingStatus& status = summary.status;
  const Shares shares = read_shares(summary);
  const bool evaluated = status.evaluated_round >= 0;
  const nlohmann::json object{
      {"type", "summary"},
      {"status", to_text(summary.end.status)},
      {"reason", summary.end.reason},
      {"rounds", status.rounds},
      {"simulated_s", summary.end.simulated_s},
      {"wall_s", summary.wall_s},
      {"loss", evaluated ? nlohmann::json(status.loss) : nullptr},
      {"accuracy", evaluated ? nlohmann::json(status.accuracy) : nullptr},
      {"best_accuracy", evaluated ? nlohmann::json(status.best_accuracy) : nullptr},
      {"best_round", status.best_round},
      {"declared_cost", summary.declared_cost},
      {"up_bytes", status.up_bytes},
      {"down_bytes", status.down_bytes},
      {"lost", status.lost_nodes},
      {"lost_s", status.lost_s},
      {"checkpoints", status.checkpoints},
      {"checkpoint_s", status.checkpoint_s},
      {"useful_s", status.useful_s},
      {"events", summary.events},
      {"nodes", share_json(shares.nodes)},
      {"critical_path", share_json(shares.critical_path)},
      {"database", summary.database.string()}};
  return object.dump() + "\n";
}

}  // namespace simgrad
