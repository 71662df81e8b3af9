#include "sim/cli/check_topology.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "sim/strategies/topologies/mixing.hpp"
#include "sim/strategies/topologies/topology.hpp"

namespace simgrad {
namespace {

constexpr std::size_t kSmall = 12;  // workers whose whole matrix is printed
constexpr std::size_t kRows = 4;    // printed of a larger one

MixingMatrix mixing_of(const Plan& plan) {
  return MixingMatrix(topology_of(*plan.strategy.arguments, plan.workers.size(), plan.seed));
}

std::pair<std::size_t, std::size_t> degrees(const Graph& graph) {
  std::pair<std::size_t, std::size_t> range{graph.degree(0), graph.degree(0)};
  for (std::size_t i = 0; i < graph.size(); ++i) {
    range.first = std::min(range.first, graph.degree(i));
    range.second = std::max(range.second, graph.degree(i));
  }
  return range;
}

std::string whole_row(const MixingMatrix& matrix, std::size_t i) {
  std::string text;
  for (std::size_t j = 0; j < matrix.size(); ++j) {
    const double weight = matrix.weight(i, j);
    text += weight == 0.0 ? "       ." : fmt::format("  {:.4f}", weight);
  }
  return text;
}

std::string sparse_row(const MixingMatrix& matrix, std::size_t i) {
  std::string text = fmt::format("  {}: {:.4f}", i, matrix.weight(i, i));
  for (const std::size_t j : matrix.graph().neighbours(i)) {
    text += fmt::format("  {}: {:.4f}", j, matrix.weight(i, j));
    if (text.size() > 90) {
      return text + "  …";
    }
  }
  return text;
}

}  // namespace

bool has_topology(const Plan& plan) {
  return plan.strategy.arguments->has("topology");
}

std::string topology_text(const Plan& plan) {
  const MixingMatrix matrix = mixing_of(plan);
  const auto [least, most] = degrees(matrix.graph());
  std::string text = fmt::format(
      "\nTopology {}: {} workers, degree {}, spectral gap {:.6g}\n"
      "Mixing matrix, of workers 0 to {}:\n",
      plan.strategy.arguments->chosen("topology").info->name, matrix.size(),
      least == most ? std::to_string(least) : fmt::format("{} to {}", least, most),
      matrix.spectral_gap(), matrix.size() - 1);
  const bool is_small = matrix.size() <= kSmall;
  const std::size_t rows = is_small ? matrix.size() : kRows;
  for (std::size_t i = 0; i < rows; ++i) {
    text += fmt::format("  {:>3} {}\n", i, is_small ? whole_row(matrix, i) : sparse_row(matrix, i));
  }
  return is_small ? text : text + "  … (all of it with --json)\n";
}

nlohmann::json topology_json(const Plan& plan) {
  const MixingMatrix matrix = mixing_of(plan);
  const auto [least, most] = degrees(matrix.graph());
  nlohmann::json weights = nlohmann::json::array();
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    weights.push_back({i, i, matrix.weight(i, i)});
    for (const std::size_t j : matrix.graph().neighbours(i)) {
      weights.push_back({i, j, matrix.weight(i, j)});
    }
  }
  return {{"workers", matrix.size()},
          {"least_degree", least},
          {"most_degree", most},
          {"spectral_gap", matrix.spectral_gap()},
          {"mixing_matrix", std::move(weights)}};
}

}  // namespace simgrad
