#include "sim/strategies/pipeline_split.hpp"

#include <algorithm>
#include <numeric>

#include <catch2/catch.hpp>

#include "kernels/rng.hpp"

using namespace simgrad;

namespace {

using Counts = std::vector<std::size_t>;

double heaviest(const std::vector<double>& weights, const Counts& split) {
  double most = 0.0;
  auto begin = weights.begin();
  for (const std::size_t count : split) {
    const auto end = begin + static_cast<std::ptrdiff_t>(count);
    most = std::max(most, std::accumulate(begin, end, 0.0));
    begin = end;
  }
  return most;
}

/// Of all splits of the layers from `layer` on into `stages`.
double least_heaviest(const std::vector<double>& weights, std::size_t layer, std::size_t stages) {
  if (stages == 1) {
    return std::accumulate(weights.begin() + static_cast<std::ptrdiff_t>(layer), weights.end(),
                           0.0);
  }
  double least = 1e300;
  double first = 0.0;
  for (std::size_t l = layer; l + stages <= weights.size(); ++l) {
    first += weights[l];
    least = std::min(least, std::max(first, least_heaviest(weights, l + 1, stages - 1)));
  }
  return least;
}

/// Convolution, pooling, convolution, pooling, dense, dense.
Model small_network() {
  Model model({1, 12, 12}, 3);
  model.add_convolution(4, 3, 1, true);
  model.add_max_pool();
  model.add_convolution(8, 3, 1, true);
  model.add_max_pool();
  model.add_dense(10, true);
  model.add_dense(3, false);
  return model;
}

}  // namespace

TEST_CASE("pipeline_split: no other split's heaviest stage is lighter") {
  Stream stream(5, Purpose::kTest);
  for (std::size_t trial = 0; trial < 200; ++trial) {
    std::vector<double> weights(1 + trial % 9);
    for (double& weight : weights) {
      weight = stream.uniform();
    }
    for (std::size_t stages = 1; stages <= weights.size(); ++stages) {
      const Counts split = balanced_split(weights, stages);
      REQUIRE(split.size() == stages);
      CHECK(*std::min_element(split.begin(), split.end()) >= 1);
      CHECK(std::accumulate(split.begin(), split.end(), std::size_t{0}) == weights.size());
      CHECK(heaviest(weights, split) == Approx(least_heaviest(weights, 0, stages)));
    }
  }
}

TEST_CASE("pipeline_split: of equally good splits the first stages have the fewest layers") {
  CHECK(balanced_split({1, 1, 1, 1}, 3) == Counts{1, 1, 2});
  CHECK(balanced_split({9, 1, 1, 1}, 3) == Counts{1, 1, 2});
}

TEST_CASE("pipeline_split: layers weigh what they compute or what they hold") {
  // Multiply-adds of convolutions 9 · 4 · 144 and 36 · 8 · 36, of the dense layers 720 and 30;
  // parameters 40, 296, 730 and 33.
  const Model model = small_network();
  CHECK(layer_weights(model, Balance::kFlop) ==
        std::vector<double>{4 * 5184, 6 * 10368, 6 * 720, 6 * 30});
  CHECK(layer_weights(model, Balance::kParameters) == std::vector<double>{40, 296, 730, 33});
}

TEST_CASE("pipeline_split: a pooling is in the stage of the layer before it") {
  const std::vector<Stage> stages = split_into_stages(small_network(), {1, 2, 1});
  REQUIRE(stages.size() == 3);
  CHECK(stages[0].model->layers().size() == 2);
  CHECK(stages[1].model->layers().size() == 3);
  CHECK(stages[2].model->layers().size() == 1);
  CHECK(stages[0].model->outputs() == stages[1].model->inputs());
  CHECK(stages[1].parameter_offset == stages[0].model->padded_count());
}
