#include <algorithm>
#include <array>
#include <cmath>

#include <catch2/catch.hpp>

#include "kernels/device.hpp"
#include "tests/support/networks.hpp"
#include "tests/support/reference_network.hpp"
#include "tests/support/reference_training.hpp"
#include "tests/support/works.hpp"

using namespace simgrad;
using test::every_sample;
using test::indices;
using test::kDecaying;
using test::kHeavy;
using test::kPlain;
using test::weighted_mean;

namespace {

// float's products against double's: a few dozen roundings of 6e-8 on numbers of order 1.
constexpr double kAbsolute = 2e-6;
constexpr double kRelative = 2e-5;

std::unique_ptr<Device> one_thread() {
  return make_cpu_device({.threads = 1});
}

/// Trains on a device and in double, and compares parameters and statistics.
void check_local_training(const std::shared_ptr<const Model>& model, const UpdateRule& rule,
                          std::int64_t epochs, std::int64_t batch_size) {
  const auto data = test::random_dataset(*model, 30, 1);
  const FloatBuffer start = test::random_parameters(*model);
  const auto device = one_thread();
  LocalTraining work;
  work.model = model;
  work.data = data;
  work.samples = indices({3, 1, 4, 15, 9, 2, 6, 5, 29, 8, 7, 0, 11, 13, 17, 19, 23});
  work.parameters = device->upload(start);
  work.optimizer = rule;
  work.epochs = epochs;
  work.batch_size = batch_size;
  work.stream = Stream(7, Purpose::kBatches, 3, 2);
  const Value trained = device->submit(work);

  test::ReferenceNetwork network(*model);
  network.set(start);
  const test::TrainingLoss loss = test::train(network, work);
  CHECK(test::mismatch(device->read(trained), network.parameters, kAbsolute, kRelative) <= 1.0);
  CHECK(test::mismatch(start, network.parameters, kAbsolute, kRelative) > 100.0);  // it did learn
  const Statistics statistics = device->statistics(trained);
  CHECK(statistics.samples == loss.samples);
  CHECK(statistics.samples == epochs * 17);
  CHECK(statistics.loss_sum == Approx(loss.sum).epsilon(1e-5));
}

void check_evaluation(const std::shared_ptr<const Model>& model, std::size_t count) {
  const auto device = one_thread();
  const auto data = test::random_dataset(*model, 1, count);
  const FloatBuffer start = test::random_parameters(*model);
  test::ReferenceNetwork network(*model);
  network.set(start);
  const Value evaluation = device->submit(Evaluation{model, data, device->upload(start)});
  const Statistics statistics = device->statistics(evaluation);
  const auto expected = network.evaluate(data->test);
  CHECK(statistics.samples == static_cast<std::int64_t>(count));
  CHECK(statistics.mean_loss() == Approx(expected.mean_loss).epsilon(1e-6));
  CHECK(statistics.correct == expected.correct);
  CHECK(evaluation.floats() == 0);
  CHECK(device->read(evaluation).empty());
}

}  // namespace

TEST_CASE("InitialState: initialize() of the stream, then zeroed slots") {
  const auto model = test::network_of({13, 7, 3});
  const auto device = one_thread();
  const Value state =
      device->submit(InitialState{model, 2, Stream(1, Purpose::kInitialParameters)});
  const auto numbers = device->read(state);
  const FloatBuffer expected = test::random_parameters(*model);
  REQUIRE(numbers.size() == 3 * expected.size());
  CHECK(std::equal(expected.begin(), expected.end(), numbers.begin()));
  CHECK(
      std::all_of(numbers.begin() + static_cast<long>(expected.size()), numbers.end(), [](float x) {
        return x == 0.0F;
      }));
}

TEST_CASE("Gradient: agrees with the double-precision network for models of all sorts") {
  const auto device = one_thread();
  for (const auto& model : test::networks()) {
    const auto data = test::random_dataset(*model, 100, 1);
    const FloatBuffer start = test::random_parameters(*model);
    test::ReferenceNetwork network(*model);
    network.set(start);
    for (const auto& batch : {indices({42}), indices({5, 5, 99, 0, 7}), every_sample(*data)}) {
      const Value gradient = device->submit(Gradient{model, data, batch, device->upload(start)});
      std::vector<double> expected;
      const double loss = network.loss_and_gradient(data->train, *batch, expected);
      CHECK(test::mismatch(device->read(gradient), expected, kAbsolute, kRelative) <= 1.0);
      CHECK(device->statistics(gradient).mean_loss() == Approx(loss).epsilon(1e-6));
      CHECK(device->statistics(gradient).samples == static_cast<std::int64_t>(batch->size()));
    }
  }
}

TEST_CASE("Gradient: padding is zero, also in an array that other work has used before") {
  for (const auto& model : test::networks()) {
    const auto data = test::random_dataset(*model, 10, 1);
    const auto device = one_thread();
    {
      // One for the parameters to come, one for the gradient.
      const std::vector<float> used(model->padded_count(), 9.0F);
      const std::array both{device->upload(used), device->upload(used)};
    }
    const FloatBuffer start = test::random_parameters(*model);
    const Value gradient =
        device->submit(Gradient{model, data, every_sample(*data), device->upload(start)});
    CHECK(test::padding_is_zero(*model, device->read(gradient)));
  }
}

TEST_CASE("Gradient: of equal ones a pooling passes back to the first in row order") {
  const auto device = one_thread();
  const auto model = test::convolutional_network({2, 7, 6}, {{3, 3, true}}, {3});
  const auto data = test::random_dataset(*model, 4, 1);
  FloatBuffer start = test::random_parameters(*model);
  const auto& layer = std::get<ConvolutionLayer>(model->layers().front());
  // Without weights every output is its channel's bias.
  std::fill_n(start.begin() + static_cast<long>(layer.weight_offset), 3 * layer.patch(), 0.0F);
  std::fill_n(start.begin() + static_cast<long>(layer.bias_offset), 3, 0.5F);
  test::ReferenceNetwork network(*model);
  network.set(start);
  std::vector<double> expected;
  network.loss_and_gradient(data->train, *every_sample(*data), expected);
  const Value gradient =
      device->submit(Gradient{model, data, every_sample(*data), device->upload(start)});
  CHECK(test::mismatch(device->read(gradient), expected, kAbsolute, kRelative) <= 1.0);
}

TEST_CASE("Gradient: the parameters at the front of a training state serve") {
  const auto model = test::network_of({13, 7, 3});
  const auto data = test::random_dataset(13, 3, 10, 1);
  const auto device = one_thread();
  const InitialState initial{model, 2, Stream(1, Purpose::kInitialParameters)};
  const auto batch = every_sample(*data);
  const Value by_state = device->submit(Gradient{model, data, batch, device->submit(initial)});
  const Value by_parameters =
      device->submit(Gradient{model, data, batch, device->upload(test::random_parameters(*model))});
  CHECK(device->read(by_state) == device->read(by_parameters));
}

TEST_CASE("Gradient: parameters that are not finite give a loss that is not") {
  const auto model = test::network_of({13, 7, 3});
  const auto data = test::random_dataset(13, 3, 10, 1);
  const auto device = one_thread();
  for (const float bad : {NAN, INFINITY}) {
    FloatBuffer parameters = test::random_parameters(*model);
    parameters[std::get<DenseLayer>(model->layers().back()).bias_offset] = bad;
    const Value gradient =
        device->submit(Gradient{model, data, every_sample(*data), device->upload(parameters)});
    CHECK(std::isnan(device->statistics(gradient).mean_loss()));
    CHECK(device->statistics(gradient).correct == 0);
  }
}

TEST_CASE("LocalTraining: plain SGD agrees with the double-precision network") {
  for (const auto& model : test::networks()) {
    check_local_training(model, kPlain, 3, 5);
  }
  // No two of a pooling's four lie within a rounding of each other on the way: float might take the
  // other one.
  check_local_training(test::lenet({1, 14, 12}, 4), kPlain, 1, 5);
}

TEST_CASE("LocalTraining: every optimizer agrees with its formula, over epochs and batches") {
  for (const UpdateRule& rule : test::kOptimizers) {
    check_local_training(test::network_of({13, 7, 3}), rule, 1, 17);
    check_local_training(test::network_of({13, 7, 5, 3}), rule, 4, 6);  // an epoch's last has 5
    check_local_training(test::network_of({13, 3}), rule, 3, 1);
    check_local_training(test::networks()[6], rule, 2, 6);
    check_local_training(test::odd_network(), rule, 2, 6);
    check_local_training(test::lenet({1, 12, 12}, 3), rule, 1, 6);
  }
}

TEST_CASE("LocalTraining: a batch size of 0, or above the samples, is one batch of all") {
  for (const UpdateRule& rule : {UpdateRule(kPlain), UpdateRule(kHeavy)}) {
    check_local_training(test::network_of({13, 7, 3}), rule, 2, 0);
    check_local_training(test::network_of({13, 7, 3}), rule, 2, 1000);
    check_local_training(test::odd_network(), rule, 2, 0);
  }
}

TEST_CASE("LocalTraining: no epoch, or no sample, leaves the parameters as they are") {
  const auto model = test::network_of({13, 7, 3});
  const auto data = test::random_dataset(13, 3, 10, 1);
  const auto device = one_thread();
  const FloatBuffer start = test::random_parameters(*model);
  LocalTraining work;
  work.model = model;
  work.data = data;
  work.parameters = device->upload(start);
  work.epochs = 0;
  work.samples = every_sample(*data);
  for (int run = 0; run < 2; ++run) {
    const auto numbers = device->read(device->submit(work));
    CHECK(std::equal(start.begin(), start.end(), numbers.begin(), numbers.end()));
    work.epochs = 2;
    work.samples = indices({});
  }
}

TEST_CASE("Evaluation: agrees with the double-precision network, whatever the number of samples") {
  for (const std::size_t count : {1U, 255U, 256U, 257U, 600U}) {
    check_evaluation(test::network_of({13, 7, 3}), count);
  }
  for (const auto& model : test::networks()) {
    check_evaluation(model, 33);
  }
  check_evaluation(test::lenet({1, 28, 28}, 10), 50);
}

TEST_CASE("Aggregation: the rule's result over updates in their order") {
  const auto device = one_thread();
  const Aggregation work{
      weighted_mean(),
      {device->upload(std::vector<float>(16, 4.0F)), device->upload(std::vector<float>(16, 8.0F))},
      {1.0, 3.0}};
  CHECK(device->read(device->submit(work)) == std::vector<float>(16, 7.0F));
}

TEST_CASE("OptimizerStep: three steps with slots agree with the formula") {
  const auto model = test::network_of({13, 7, 3});
  const std::size_t count = model->padded_count();
  for (const UpdateRule& rule : test::kOptimizers) {
    const auto device = one_thread();
    Value state =
        device->submit(InitialState{model, slots(rule), Stream(1, Purpose::kInitialParameters)});
    const FloatBuffer start = test::random_parameters(*model);
    std::vector<double> expected(start.begin(), start.end());
    expected.resize(count * (1 + slots(rule)));
    for (std::int64_t step = 1; step <= 3; ++step) {
      const auto seed = static_cast<std::uint64_t>(step + 1);
      const FloatBuffer gradient = test::random_parameters(*model, seed);
      state = device->submit(OptimizerStep{rule, step, state, device->upload(gradient)});
      test::apply(rule, step, std::vector<double>(gradient.begin(), gradient.end()), expected);
    }
    REQUIRE(state.floats() == count * (1 + slots(rule)));
    CHECK(test::mismatch(device->read(state), expected, 1e-7, 2e-5) <= 1.0);
  }
}

TEST_CASE("Gradient and a step of SGD: what LocalTraining of one batch gives") {
  const auto model = test::network_of({13, 7, 3});
  const auto data = test::random_dataset(13, 3, 10, 1);
  const auto device = one_thread();
  for (const UpdateRule& rule : {UpdateRule(kPlain), UpdateRule(kDecaying)}) {
    const Value start = device->upload(test::random_parameters(*model));
    const Value gradient = device->submit(Gradient{model, data, every_sample(*data), start});
    const auto stepped = device->read(device->submit(OptimizerStep{rule, 1, start, gradient}));
    LocalTraining work;
    work.model = model;
    work.data = data;
    work.samples = every_sample(*data);
    work.parameters = start;
    work.optimizer = rule;
    const auto trained = device->read(device->submit(work));
    const std::vector<double> expected(stepped.begin(), stepped.end());
    CHECK(test::mismatch(trained, expected, 1e-7, 1e-6) <= 1.0);
  }
}

TEST_CASE("flop: counts products, samples and epochs") {
  const auto model = test::network_of({784, 200, 200, 10});
  const auto data = test::random_dataset(784, 10, 10, 4);
  const auto device = one_thread();
  const Value start = device->upload(FloatBuffer(model->padded_count()));
  CHECK(flop(Gradient{model, data, every_sample(*data), start}) == 10 * 879'200.0);
  CHECK(flop(Evaluation{model, data, start}) == 4 * 397'600.0);
  LocalTraining work;
  work.model = model;
  work.data = data;
  work.samples = every_sample(*data);
  work.parameters = start;
  work.epochs = 5;
  work.batch_size = 3;
  CHECK(flop(work) == 50 * 879'200.0);
}

TEST_CASE("submit: works whose inputs do not fit together are refused") {
  const auto device = make_cpu_device({.threads = 1});
  const std::vector<float> numbers(16, 1.0F);
  const std::vector<float> more(32, 1.0F);
  const Value small = device->upload(numbers);
  const Value large = device->upload(more);
  const AggregationInfo& info = *find_component(aggregations(), "weighted_mean");
  const auto mean = info.make(Arguments{});
  CHECK_THROWS_AS(device->submit(Aggregation{mean, {}, {}}), BrokenInvariant);
  CHECK_THROWS_AS(device->submit(Aggregation{mean, {small, large}, {1.0, 1.0}}), BrokenInvariant);
  CHECK_THROWS_AS(device->submit(Aggregation{mean, {small}, {}}), BrokenInvariant);
  CHECK_THROWS_AS(device->submit(OptimizerStep{SgdRule{0.1F, 0.9F, 0.0F}, 1, small, small}),
                  BrokenInvariant);
  CHECK_NOTHROW(device->submit(OptimizerStep{SgdRule{0.1F, 0.9F, 0.0F}, 1, large, small}));
}
