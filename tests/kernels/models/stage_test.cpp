#include "kernels/models/stage.hpp"

#include <catch2/catch.hpp>

#include "tests/support/networks.hpp"
#include "tests/support/staged_gradient.hpp"

using namespace simgrad;

namespace {

using Stages = std::vector<Stage>;

void check_parameters(const Model& model, const Stages& stages) {
  std::size_t offset = 0;
  std::size_t parameters = 0;
  std::size_t tensor = 0;
  for (const Stage& stage : stages) {
    CHECK(stage.parameter_offset == offset);
    offset += stage.model->padded_count();
    parameters += stage.model->parameter_count();
    for (const ParameterSlice& slice : stage.model->slices()) {
      CHECK(slice.shape == model.slices()[tensor].shape);
      CHECK(slice.offset + stage.parameter_offset == model.slices()[tensor].offset);
      ++tensor;
    }
  }
  CHECK(offset == model.padded_count());
  CHECK(parameters == model.parameter_count());
}

void check_positions(const Model& model, const Stages& stages) {
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const StagePosition& position = stages[s].model->position();
    CHECK(position.first == (s == 0));
    CHECK(position.last == (s + 1 == stages.size()));
    CHECK(position.behind_relu == (s > 0 && has_relu(stages[s - 1].model->layers().back())));
    CHECK((s == 0 || stages[s].model->inputs() == stages[s - 1].model->outputs()));
  }
  CHECK(stages.front().model->inputs() == model.inputs());
  CHECK(stages.back().model->outputs() == model.classes());
}

}  // namespace

TEST_CASE("stage: the stages' parameters lie one after another in the whole model's array") {
  for (const auto& model : test::networks()) {
    for (const auto& cuts : test::cuts_of(model->layers().size())) {
      check_parameters(*model, test::stages_of(*model, cuts));
    }
  }
}

TEST_CASE("stage: what one puts out the next takes, and knows whether a ReLU put it out") {
  for (const auto& model : test::networks()) {
    for (const auto& cuts : test::cuts_of(model->layers().size())) {
      check_positions(*model, test::stages_of(*model, cuts));
    }
  }
}

TEST_CASE("stage: a pooling alone has no parameters, and any precision is kept") {
  Model model = *test::lenet({1, 14, 12}, 4);
  model.set_precision(Precision::kTf32);
  const Stage pooling = stage_of(model, 1, 2);
  CHECK(pooling.model->padded_count() == 0);
  CHECK(pooling.model->forward_flop() == 0.0);
  CHECK(pooling.model->precision() == Precision::kTf32);
}

TEST_CASE("stage: all layers are the whole model, and none are refused") {
  const auto model = test::network_of({13, 7, 5, 3});
  const Stage whole = stage_of(*model, 0, 3);
  CHECK(whole.parameter_offset == 0);
  CHECK(whole.model->padded_count() == model->padded_count());
  CHECK(whole.model->gradient_flop() == model->gradient_flop());
  CHECK_THROWS_AS(stage_of(*model, 1, 1), BrokenInvariant);
  CHECK_THROWS_AS(stage_of(*model, 1, 4), BrokenInvariant);
}
