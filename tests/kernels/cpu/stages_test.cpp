#include <cmath>

#include <catch2/catch.hpp>

#include "tests/kernels/models/made_model.hpp"
#include "tests/support/networks.hpp"
#include "tests/support/reference_network.hpp"
#include "tests/support/staged_gradient.hpp"
#include "tests/support/works.hpp"

using namespace simgrad;
using test::range;

namespace {

using ModelPointer = std::shared_ptr<const Model>;

std::unique_ptr<Device> one_thread() {
  return make_cpu_device({.threads = 1});
}

/// ‖a − b‖ / ‖b‖.
double distance(const std::vector<double>& a, const std::vector<float>& b) {
  double apart = 0.0;
  double length = 0.0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    apart += std::pow(a[i] - static_cast<double>(b[i]), 2);
    length += std::pow(static_cast<double>(b[i]), 2);
  }
  return std::sqrt(apart / length);
}

/// 24 samples in `count` micro-batches, not all of one size.
std::vector<Indices> micro_batches(std::uint32_t count) {
  if (count == 4) {
    return {range(0, 6), range(6, 5), range(11, 7), range(18, 6)};
  }
  return count == 1 ? std::vector{range(0, 24)} : std::vector{range(0, 12), range(12, 12)};
}

/// The whole model's gradient over 24 samples, and what stages are compared with.
struct Whole {
  std::unique_ptr<Device> device = one_thread();
  std::shared_ptr<const Model> model;
  std::shared_ptr<const Dataset> data;
  Value start;
  Value gradient;

  explicit Whole(const ModelPointer& of)
      : model(of),
        data(test::random_dataset(*of, 24, 1)),
        start(device->upload(test::random_parameters(*of))),
        gradient(device->submit(Gradient{of, data, range(0, 24), start})) {}

  void check(const std::vector<std::size_t>& cuts, std::uint32_t count) const {
    INFO(model->layers().size() << " layers, a cut at " << cuts[1] << ", " << cuts.size() - 1
                                << " stages, " << count << " micro-batches");
    const auto staged =
        test::staged_gradient(*device, *model, data, cuts, micro_batches(count), start);
    const Statistics statistics = device->statistics(gradient);
    CHECK(distance(staged.gradient, device->read(gradient)) <= (count == 1 ? 0.0 : 1e-6));
    CHECK(staged.statistics.loss_sum == Approx(statistics.loss_sum).epsilon(1e-6));
    CHECK(staged.statistics.correct == statistics.correct);
    CHECK(staged.statistics.samples == 24);
  }
};

/// Every split into two and three stages, in 1, 2 and 4 micro-batches, beside the whole model.
void check_splits(const ModelPointer& model) {
  const Whole whole(model);
  for (const auto& cuts : test::cuts_of(model->layers().size())) {
    for (const std::uint32_t count : {1U, 2U, 4U}) {
      whole.check(cuts, count);
    }
  }
}

}  // namespace

TEST_CASE("stages: of an mlp give the whole gradient, cut anywhere, in any micro-batches") {
  check_splits(test::made_model("mlp", 13, 5, {{"hidden", std::vector<std::int64_t>{17, 9, 6}}}));
}

TEST_CASE("stages: of a lenet give the whole gradient, cut anywhere, in any micro-batches") {
  check_splits(test::lenet({1, 14, 12}, 4));
}

TEST_CASE("stages: of a cnn give the whole gradient, cut anywhere, in any micro-batches") {
  check_splits(test::made_model("cnn", ImageShape{2, 9, 8}, 3,
                                {{"channels", std::vector<std::int64_t>{3, 5}},
                                 {"kernel", std::int64_t{3}},
                                 {"hidden", std::vector<std::int64_t>{11}}}));
}

TEST_CASE("stages: of models that no component makes give the whole gradient") {
  for (const ModelPointer& model : test::networks()) {
    check_splits(model);
  }
}

TEST_CASE("stages: of a model with rounded products give the whole gradient") {
  for (const Precision precision : {Precision::kTf32, Precision::kBfloat16}) {
    Model model = *test::lenet({1, 14, 12}, 4);
    model.set_precision(precision);
    check_splits(std::make_shared<const Model>(model));
  }
}

TEST_CASE("StageForward: stages one after another put out the double-precision network's logits") {
  const auto device = one_thread();
  const auto model = test::lenet({1, 14, 12}, 4);
  const auto data = test::random_dataset(*model, 10, 1);
  const FloatBuffer start = test::random_parameters(*model);
  test::ReferenceNetwork network(*model);
  network.set(start);
  const Indices batch = test::indices({3, 0, 7});
  Value output;
  for (const Stage& stage : test::stages_of(*model, {0, 1, 4, 7})) {
    const Value parameters = device->submit(LinearCombination{
        {{device->upload(start), 1.0, stage.parameter_offset}}, stage.model->padded_count()});
    output = device->submit(StageForward{stage.model, data, batch, output, parameters});
    CHECK(device->statistics(output).samples == 0);
  }
  std::vector<double> expected;
  for (const std::uint32_t sample : *batch) {
    const auto logits = network.forward(data->train.row(sample)).back();
    expected.insert(expected.end(), logits.begin(), logits.end());
  }
  CHECK(test::mismatch(device->read(output), expected, 2e-6, 2e-5) <= 1.0);
}

TEST_CASE("StageBackward: the gradient by the input is 0 where the ReLU before put out 0") {
  const auto device = one_thread();
  const auto model = test::network_of({13, 7, 3});
  const auto data = test::random_dataset(*model, 10, 1);
  const Stage stage = stage_of(*model, 1, 2);
  const Value input = device->upload(std::vector<float>{0.0F, 1.0F, 0.0F, 2.0F, 0.0F, 3.0F, 0.5F});
  const Value parameters = device->upload(test::random_parameters(*stage.model));
  StageBackward work{stage.model, data, range(4, 1), input, parameters, {}, 1};
  const auto behind_relu = device->read(device->submit(work));
  Model plain = *stage.model;
  plain.set_position({.first = false, .last = true, .behind_relu = false});
  work.stage = std::make_shared<const Model>(plain);
  const auto unmasked = device->read(device->submit(work));
  const std::size_t count = stage.model->padded_count();
  REQUIRE(behind_relu.size() == count + 7);
  for (const std::size_t i : {0U, 2U, 4U}) {
    CHECK(behind_relu[count + i] == 0.0F);
    CHECK(unmasked[count + i] != 0.0F);
  }
  for (const std::size_t i : {1U, 3U, 5U, 6U}) {
    CHECK(behind_relu[count + i] == unmasked[count + i]);
  }
}

TEST_CASE("flop: both ways through all stages are the whole gradient's") {
  for (const ModelPointer& model : test::networks()) {
    const auto data = test::random_dataset(*model, 3, 1);
    const Indices batch = range(0, 3);
    const double expected = flop(Gradient{model, data, batch, {}});
    for (const auto& cuts : test::cuts_of(model->layers().size())) {
      double sum = 0.0;
      for (const Stage& stage : test::stages_of(*model, cuts)) {
        sum += flop(StageForward{stage.model, data, batch, {}, {}});
        sum += flop(StageBackward{stage.model, data, batch, {}, {}, {}, 3});
      }
      CHECK(sum == expected);
    }
  }
}

TEST_CASE("submit: a stage whose inputs are of another number of samples is refused") {
  const auto device = one_thread();
  const auto model = test::network_of({13, 7, 5, 3});
  const auto data = test::random_dataset(*model, 10, 1);
  const auto middle = stage_of(*model, 1, 2).model;
  const Value parameters = device->upload(test::random_parameters(*middle));
  const Value input = device->upload(std::vector<float>(14, 1.0F));
  const Value gradient = device->upload(std::vector<float>(11, 1.0F));
  const Indices two = range(0, 2);
  CHECK_NOTHROW(device->submit(StageForward{middle, nullptr, two, input, parameters}));
  CHECK_THROWS_AS(device->submit(StageForward{middle, data, range(0, 3), input, parameters}),
                  BrokenInvariant);
  CHECK_THROWS_AS(device->submit(StageForward{middle, data, two, {}, parameters}), BrokenInvariant);
  CHECK_THROWS_AS(device->submit(StageForward{middle, data, two, input, gradient}),
                  BrokenInvariant);
  CHECK_NOTHROW(
      device->submit(StageBackward{middle, nullptr, two, input, parameters, {gradient, 1, 10}, 2}));
  CHECK_THROWS_AS(
      device->submit(StageBackward{middle, data, two, input, parameters, {gradient, 2, 10}, 2}),
      BrokenInvariant);
  CHECK_THROWS_AS(
      device->submit(StageBackward{middle, data, two, input, parameters, {gradient, 0, 11}, 2}),
      BrokenInvariant);
  const Stage last = stage_of(*model, 2, 3);
  const Value last_input = device->upload(std::vector<float>(10, 1.0F));
  const Value last_parameters = device->upload(test::random_parameters(*last.model));
  CHECK_THROWS_AS(
      device->submit(StageBackward{last.model, data, two, last_input, last_parameters, {}, 0}),
      BrokenInvariant);
}
