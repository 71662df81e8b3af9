#include "sim/strategies/pipeline_split.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace simgrad {
namespace {

/// Where the model may be cut: where layers with parameters begin, and its end.
std::vector<std::size_t> cuts(const Model& model) {
  std::vector<std::size_t> found{0};
  bool has_parameters = false;  // what follows the last cut
  for (std::size_t l = 0; l < model.layers().size(); ++l) {
    if (std::holds_alternative<MaxPoolLayer>(model.layers()[l])) {
      continue;
    }
    if (has_parameters) {
      found.push_back(l);
    }
    has_parameters = true;
  }
  found.push_back(model.layers().size());
  return found;
}

}  // namespace

std::vector<double> layer_weights(const Model& model, Balance balance) {
  const std::vector<std::size_t> at = cuts(model);
  std::vector<double> weights;
  for (std::size_t i = 0; i + 1 < at.size(); ++i) {
    const Stage layer = stage_of(model, at[i], at[i + 1]);
    weights.push_back(balance == Balance::kFlop
                          ? layer.model->gradient_flop()
                          : static_cast<double>(layer.model->parameter_count()));
  }
  return weights;
}

namespace {

/// A stage of the layers from one on, and what comes after it.
struct BestFirst {
  double heaviest = std::numeric_limits<double>::infinity();  // of all stages from here on
  std::size_t count = 0;                                      // layers of the first of them
};

/// @param rest  the best from each layer on with one stage less
BestFirst best_first(const std::vector<double>& weights, std::size_t layer,
                     const std::vector<BestFirst>& rest) {
  BestFirst best;
  double weight = 0.0;
  for (std::size_t count = 1; layer + count <= weights.size(); ++count) {
    weight += weights[layer + count - 1];
    const double heaviest = std::max(weight, rest[layer + count].heaviest);
    if (heaviest < best.heaviest) {
      best = {heaviest, count};
    }
  }
  return best;
}

}  // namespace

std::vector<std::size_t> balanced_split(const std::vector<double>& weights, std::size_t stages) {
  const std::size_t n = weights.size();
  SIMGRAD_REQUIRE(1 <= stages && stages <= n, "a layer for each stage");
  // best[s][l]: of the layers from l on, in s stages.
  std::vector<std::vector<BestFirst>> best(stages + 1, std::vector<BestFirst>(n + 1));
  best[0][n].heaviest = 0.0;
  for (std::size_t s = 1; s <= stages; ++s) {
    for (std::size_t l = 0; l < n; ++l) {
      best[s][l] = best_first(weights, l, best[s - 1]);
    }
  }
  std::vector<std::size_t> split;
  for (std::size_t s = stages, l = 0; s > 0; --s) {
    split.push_back(best[s][l].count);
    l += split.back();
  }
  return split;
}

std::vector<Stage> split_into_stages(const Model& model, const std::vector<std::size_t>& layers) {
  const std::vector<std::size_t> at = cuts(model);
  SIMGRAD_REQUIRE(std::accumulate(layers.begin(), layers.end(), std::size_t{0}) == at.size() - 1,
                  "a split has every layer");
  std::vector<Stage> stages;
  std::size_t layer = 0;
  for (const std::size_t count : layers) {
    stages.push_back(stage_of(model, at[layer], at[layer + count]));
    layer += count;
  }
  return stages;
}

}  // namespace simgrad
