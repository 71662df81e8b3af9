#include "sim/cli/check.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include <fmt/format.h>

#include "sim/cli/check_sweep.hpp"
#include "sim/cli/check_topology.hpp"
#include "sim/experiment/declared_cost.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/experiment/text.hpp"
#include "sim/strategies/checkpoints.hpp"
#include "sim/sweep/sweep.hpp"

namespace simgrad {
namespace {

nlohmann::json problems_json(const std::vector<Problem>& problems) {
  nlohmann::json list = nlohmann::json::array();
  for (const Problem& problem : problems) {
    list.push_back({{"file", problem.where.file},
                    {"line", problem.where.line},
                    {"column", problem.where.column},
                    {"text", problem.text}});
  }
  return list;
}

nlohmann::json route_json(const RouteSummary& route) {
  return {{"from", route.from},
          {"to", route.to},
          {"latency_s", route.latency_s},
          {"one_byte_s", route.one_byte_s},
          {"flow_cap_bytes_per_s", route.flow_cap_bytes_per_s},
          {"links", route.links}};
}

/// Routes that take the same time, told once.
std::string routes_text(const std::vector<RouteSummary>& routes) {
  std::map<std::string, std::vector<const RouteSummary*>> alike;
  for (const RouteSummary& route : routes) {
    alike[fmt::format("{:>10}  {:>10}  {:>12}", duration_text(route.latency_s),
                      duration_text(route.one_byte_s),
                      quantity_text(8.0 * route.flow_cap_bytes_per_s, "bit/s"))]
        .push_back(&route);
  }
  constexpr std::size_t kShown = 12;
  std::string text =
      fmt::format("  {:>10}  {:>10}  {:>12}  route\n", "latency", "1 byte", "flow cap");
  std::size_t shown = 0;
  for (const auto& [times, group] : alike) {
    if (++shown > kShown) {
      text += fmt::format("  … and {} other kinds of route (all of them with --json)\n",
                          alike.size() - kShown);
      break;
    }
    const RouteSummary& first = *group.front();
    text += fmt::format("  {}  {} -> {}{}\n", times, first.from, first.to,
                        group.size() == 1 ? "" : fmt::format(" and {} more", group.size() - 1));
  }
  return text;
}

std::string share_text(const Assignment& partition) {
  std::size_t least = partition.front().size();
  std::size_t most = 0;
  for (const auto& share : partition) {
    least = std::min(least, share.size());
    most = std::max(most, share.size());
  }
  return least == most ? fmt::format("{} samples each", least)
                       : fmt::format("{} to {} samples each", least, most);
}

std::string plan_text(const Plan& plan, const TrainingSetup& setup,
                      const std::vector<RouteSummary>& routes) {
  std::string text = fmt::format("{}: this scenario is sound.\n", plan.path.string());
  if (!plan.title.empty()) {
    text += fmt::format("  title      {}\n", plan.title);
  }
  text +=
      fmt::format("  platform   {} hosts, {} links, network model {}\n", plan.summary.hosts.size(),
                  plan.summary.links.size(), plan.platform.network_model.info->name);
  text += fmt::format("  server     {}\n", fmt::join(plan.servers, ", "));
  if (!plan.standbys.empty()) {
    text += fmt::format("  standby    {}\n", fmt::join(plan.standbys, ", "));
  }
  text += fmt::format("  workers    {}: {} … {}\n", plan.workers.size(), plan.workers.front(),
                      plan.workers.back());
  text += fmt::format("  data       {}: {} training and {} test samples, {} features, {} classes\n",
                      plan.dataset.info->name, setup.data->train.count(), setup.data->test.count(),
                      setup.data->features, setup.data->classes);
  text +=
      fmt::format("  partition  {}: {}\n", plan.partition.info->name, share_text(setup.partition));
  text += fmt::format("  model      {}: {} parameters ({}), {} a sample and step, {}\n",
                      plan.model.info->name, setup.model->parameter_count(),
                      bytes_text(4.0 * static_cast<double>(setup.model->parameter_count())),
                      quantity_text(setup.model->gradient_flop(), "flop"),
                      plan.model.arguments->text("precision"));
  if (const std::string cost = declared_cost_text(setup.cost, *setup.model); !cost.empty()) {
    text += fmt::format("  cost       {}\n", cost);
  }
  text +=
      fmt::format("  strategy   {}: {} rounds\n", plan.strategy.info->name, planned_rounds(plan));
  if (plan.strategy.arguments->has("checkpoint")) {
    const std::string checkpoints = checkpoint_text(setup, *plan.strategy.arguments);
    text += checkpoints.empty() ? "" : fmt::format("  checkpoint {}\n", checkpoints);
  }
  for (const Chosen& failure : plan.failures) {
    text += fmt::format("  failure    {}: {}\n", failure.info->name, failure.info->summary);
  }
  if (has_topology(plan)) {
    text += topology_text(plan);
  }
  return text + "\nRoutes between hosts that talk to each other:\n" + routes_text(routes);
}

}  // namespace

int check_command(const std::filesystem::path& scenario, const std::vector<std::string>& overrides,
                  bool json) {
  try {
    if (is_sweep_file(scenario)) {
      check_sweep(scenario, overrides, json);
      return 0;
    }
    const Plan plan = read_scenario(scenario, overrides);
    const auto pairs = used_pairs(plan);
    check_routes(plan);
    const std::vector<RouteSummary> routes = inspect_routes(plan.platform, pairs, true);
    const TrainingSetup setup = load(plan);
    if (!json) {
      fmt::print("{}", plan_text(plan, setup, routes));
      return 0;
    }
    nlohmann::json answer{{"problems", nlohmann::json::array()},
                          {"scenario", nlohmann::json::parse(plan.resolved_json)},
                          {"workers", plan.workers},
                          {"parameters", setup.model->parameter_count()},
                          {"declared_cost", declared_cost_text(setup.cost, *setup.model)},
                          {"routes", nlohmann::json::array()}};
    if (has_topology(plan)) {
      answer["topology"] = topology_json(plan);
    }
    for (const RouteSummary& route : routes) {
      answer["routes"].push_back(route_json(route));
    }
    fmt::print("{}\n", answer.dump());
    return 0;
  } catch (const ScenarioError& error) {
    if (!json) {
      throw;
    }
    fmt::print("{}\n", nlohmann::json{{"problems", problems_json(error.problems())}}.dump());
    return 2;
  }
}

}  // namespace simgrad
