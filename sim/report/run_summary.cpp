#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/report/run_sections.hpp"
#include "sim/results/quantity.hpp"

namespace simgrad {
namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

std::string status_sentence(const RunRow& run) {
  if (run.status == "running") {
    return "Still running when this report was made, or killed before it could say how it ended. "
           "What follows is what it had recorded.";
  }
  return fmt::format("This run is {}{}{}", run.status.empty() ? "of unknown status" : run.status,
                     run.reason.empty() ? "." : ": ", run.reason);
}

/// The first evaluation that reaches the scenario's target.
std::string time_to_target(const RunData& data) {
  for (const EvaluationRow& row : data.evaluations) {
    if (row.accuracy >= data.run.target_accuracy || row.loss <= data.run.target_loss) {
      return quantity_text(Unit::kSeconds, row.simulated_s);
    }
  }
  return "not reached";
}

std::string target_name(const RunRow& run) {
  const bool has_accuracy = !std::isnan(run.target_accuracy);
  const bool has_loss = !std::isnan(run.target_loss);
  std::string name = "time to ";
  name += has_accuracy ? fmt::format("accuracy {:.4g} %", 100.0 * run.target_accuracy) : "";
  name += has_accuracy && has_loss ? " or " : "";
  return name + (has_loss ? "loss " + quantity_text(Unit::kNone, run.target_loss) : "");
}

void add_declared_cost(Facts& facts, const RunData& data) {
  for (const EventRow& event : data.events) {
    if (event.kind == kDeclaredCostEvent) {
      facts.emplace_back("declared cost", event.detail);
    }
  }
}

void add_learning(Facts& facts, const RunData& data) {
  if (data.evaluations.empty()) {
    facts.emplace_back("accuracy", "never evaluated");
    return;
  }
  const EvaluationRow* best = &data.evaluations[0];
  for (const EvaluationRow& row : data.evaluations) {
    best = row.accuracy > best->accuracy || std::isnan(best->accuracy) ? &row : best;
  }
  const EvaluationRow& last = data.evaluations.back();
  facts.emplace_back(
      "best accuracy",
      fmt::format("{} (round {})", quantity_text(Unit::kFraction, best->accuracy), best->round));
  facts.emplace_back("last accuracy", quantity_text(Unit::kFraction, last.accuracy));
  facts.emplace_back("last loss", quantity_text(Unit::kNone, last.loss));
}

void add_traffic_sums(Facts& facts, const RunData& data) {
  double up = 0.0;
  double down = 0.0;
  for (const RoundRow& round : data.rounds) {
    up += static_cast<double>(round.up_bytes);
    down += static_cast<double>(round.down_bytes);
  }
  facts.emplace_back("sent to servers", quantity_text(Unit::kBytes, up));
  facts.emplace_back("sent by servers", quantity_text(Unit::kBytes, down));
}

std::string or_unknown(const std::string& text) {
  return text.empty() ? "unknown" : text;
}

/// "2030-01-31T12:34:56Z" → "2030-01-31 12:34 UTC"; other text as it is.
std::string moment(const std::string& utc) {
  const bool is_usual = utc.size() == 20 && utc[10] == 'T' && utc[19] == 'Z';
  return is_usual ? fmt::format("{} {} UTC", utc.substr(0, 10), utc.substr(11, 5)) : utc;
}

void add_machine(Facts& facts, const RunRow& run) {
  facts.emplace_back("network model", or_unknown(run.network_model));
  facts.emplace_back("seed", std::to_string(run.seed));
  facts.emplace_back("device", fmt::format("{}, {} threads", or_unknown(run.device), run.threads));
  facts.emplace_back("instruction set", or_unknown(run.instruction_set));
  facts.emplace_back("simgrad", or_unknown(run.version));
  facts.emplace_back("started", or_unknown(moment(run.started_utc)));
}

}  // namespace

void add_summary(HtmlPage& page, const RunData& data) {
  page.lead(status_sentence(data.run));
  Facts facts{{"status", or_unknown(data.run.status)},
              {"simulated time", quantity_text(Unit::kSeconds, data.run.simulated_s)},
              {"wall time", quantity_text(Unit::kSeconds, data.run.wall_s)},
              {"rounds", data.run.planned_rounds > 0
                             ? fmt::format("{} of {}", data.rounds.size(), data.run.planned_rounds)
                             : std::to_string(data.rounds.size())}};
  if (!std::isnan(data.run.target_accuracy) || !std::isnan(data.run.target_loss)) {
    facts.emplace_back(target_name(data.run), time_to_target(data));
  }
  add_declared_cost(facts, data);
  add_learning(facts, data);
  add_traffic_sums(facts, data);
  facts.emplace_back("nodes", std::to_string(data.nodes.size()));
  add_machine(facts, data.run);
  page.facts(facts);
}

void add_scenario(HtmlPage& page, const RunData& data) {
  page.section("Scenario");
  if (data.run.overrides.empty()) {
    page.paragraph("No key was overridden on the command line.");
  } else {
    page.preformatted("Overrides (--set)", data.run.overrides, false);
  }
  if (data.run.scenario.empty()) {
    page.paragraph("The run database holds no scenario.");
  } else {
    page.preformatted("Scenario file", data.run.scenario, false);
  }
}

}  // namespace simgrad
