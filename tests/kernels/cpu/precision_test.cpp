#include <cmath>
#include <numeric>

#include <catch2/catch.hpp>

#include "kernels/device.hpp"
#include "tests/support/networks.hpp"
#include "tests/support/reference_training.hpp"

using namespace simgrad;

namespace {

struct Rounding {
  Precision precision;
  double unit;  // the largest relative error of an operand
};
constexpr Rounding kRoundings[] = {{Precision::kTf32, 0x1p-11}, {Precision::kBfloat16, 0x1p-8}};

std::shared_ptr<const Model> at(Precision precision, const Model& model) {
  auto copy = std::make_shared<Model>(model);
  copy->set_precision(precision);
  return copy;
}

Indices all(std::size_t count) {
  std::vector<std::uint32_t> samples(count);
  std::iota(samples.begin(), samples.end(), 0U);
  return std::make_shared<const std::vector<std::uint32_t>>(samples);
}

LocalTraining training(const std::shared_ptr<const Model>& model,
                       const std::shared_ptr<const Dataset>& data, const UpdateRule& rule) {
  LocalTraining work;
  work.model = model;
  work.data = data;
  work.samples = all(data->train.count());
  work.optimizer = rule;
  work.epochs = 2;
  work.batch_size = 5;
  work.stream = Stream(7, Purpose::kBatches);
  return work;
}

/// |a − b|, Euclidean.
template <class A, class B>
double distance(const A& a, const B& b) {
  double squares = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    squares += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2.0);
  }
  return std::sqrt(squares);
}

/// Convolutions and dense layers, nothing between them.
std::shared_ptr<const Model> linear_network() {
  auto model = std::make_shared<Model>(ImageShape{2, 7, 6}, 3);
  model->add_convolution(5, 3, 1, false);
  model->add_convolution(4, 3, 0, false);
  model->add_dense(6, false);
  model->add_dense(3, false);
  return model;
}

template <class A>
double norm(const A& a) {
  return distance(a, std::vector<double>(a.size(), 0.0));
}

/// Of u, the error of an operand that is left as it is: an activation that float32 and double round
/// to two sides is a whole u away, but there are few of them.
constexpr double kTight = 0.1;

const SgdRule kPlain{.learning_rate = 0.1F};
const SgdRule kHeavy{.learning_rate = 0.05F, .momentum = 0.9F, .weight_decay = 0.001F};

}  // namespace

TEST_CASE("precision: gradients agree with the double-precision network of rounded operands") {
  const auto device = make_cpu_device({.threads = 1});
  for (const auto& float32 : test::networks()) {
    const auto data = test::random_dataset(*float32, 12, 1);
    const FloatBuffer start = test::random_parameters(*float32);
    for (const auto& [precision, unit] : kRoundings) {
      const auto model = at(precision, *float32);
      test::ReferenceNetwork network(*model);
      network.set(start);
      std::vector<double> expected;
      const double loss = network.loss_and_gradient(data->train, *all(12), expected);
      const Value gradient = device->submit(Gradient{model, data, all(12), device->upload(start)});
      CHECK(distance(device->read(gradient), expected) <= kTight * unit * norm(expected));
      CHECK(device->statistics(gradient).mean_loss() == Approx(loss).epsilon(0.01 * unit));
      CHECK(test::padding_is_zero(*model, device->read(gradient)));
    }
  }
}

TEST_CASE("precision: a layer's output errs by at most (2 u + u²) Σ |x w|, and does err") {
  const auto device = make_cpu_device({.threads = 1});
  // One layer and one sample: the gradient by the bias is softmax(z) − y, whose slope is below 1/2.
  const auto float32 = test::network_of({500, 2});
  const auto data = test::random_dataset(*float32, 1, 1);
  const FloatBuffer start = test::random_parameters(*float32);
  const auto& layer = std::get<DenseLayer>(float32->layers().front());
  double sum = 0.0;  // Σ |x w| of both outputs
  for (std::size_t i = 0; i < 1000; ++i) {
    sum += std::abs(static_cast<double>(start[layer.weight_offset + i]) *
                    static_cast<double>(data->train.row(0)[i % 500]));
  }
  const auto bias_gradient = [&](Precision precision) {
    const Value gradient =
        device->submit(Gradient{at(precision, *float32), data, all(1), device->upload(start)});
    return static_cast<double>(device->read(gradient)[layer.bias_offset]);
  };
  for (const auto& [precision, unit] : kRoundings) {
    const double error = std::abs(bias_gradient(precision) - bias_gradient(Precision::kFloat32));
    CHECK(error <= 0.5 * (2.0 * unit + unit * unit) * sum + 1e-6);
    CHECK(error > 1e-4 * unit * sum);
  }
}

TEST_CASE("precision: training agrees with the double-precision network of rounded operands") {
  const auto device = make_cpu_device({.threads = 1});
  for (const auto& float32 : {test::network_of({13, 7, 3}), test::networks()[6]}) {
    const auto data = test::random_dataset(*float32, 15, 1);
    const FloatBuffer start = test::random_parameters(*float32);
    for (const auto& [precision, unit] : kRoundings) {
      for (const SgdRule& rule : {kPlain, kHeavy}) {
        LocalTraining work = training(at(precision, *float32), data, rule);
        work.parameters = device->upload(start);
        test::ReferenceNetwork network(*work.model);
        network.set(start);
        test::train(network, work);
        const auto trained = device->read(device->submit(work));
        CHECK(distance(trained, network.parameters) <=
              kTight * unit * distance(network.parameters, start));
        CHECK(test::padding_is_zero(*work.model, trained));
      }
    }
  }
}

TEST_CASE("precision: six steps go where float32's go, within 2 u a product") {
  const auto device = make_cpu_device({.threads = 1});
  // A ReLU or a pooling may turn the other way, which is no matter of u: these have none.
  for (const auto& float32 : {test::network_of({13, 3}), linear_network()}) {
    const auto data = test::random_dataset(*float32, 15, 1);
    const FloatBuffer start = test::random_parameters(*float32);
    const auto trained = [&](Precision precision) {
      LocalTraining work = training(at(precision, *float32), data, kPlain);
      work.parameters = device->upload(start);
      return device->read(device->submit(work));
    };
    const auto exact = trained(Precision::kFloat32);
    for (const auto& [precision, unit] : kRoundings) {
      const double products = 3.0 * static_cast<double>(float32->layers().size());
      const double away = distance(trained(precision), exact) / distance(start, exact);
      CHECK(away <= 2.0 * unit * products);
      CHECK(away > 0.01 * unit);
    }
  }
}

TEST_CASE("precision: what is rounded already loses nothing more, so evaluation is the same") {
  const auto device = make_cpu_device({.threads = 1});
  const auto float32 = test::network_of({13, 3});
  const auto data = std::make_shared<Dataset>(*test::random_dataset(*float32, 1, 40));
  FloatBuffer start = test::random_parameters(*float32);
  std::transform(start.begin(), start.end(), start.begin(), round_to_bfloat16);
  FloatBuffer& features = data->test.features;
  std::transform(features.begin(), features.end(), features.begin(), round_to_bfloat16);
  const auto loss = [&](Precision precision) {
    const Value tested =
        device->submit(Evaluation{at(precision, *float32), data, device->upload(start)});
    return device->statistics(tested).loss_sum;
  };
  CHECK(loss(Precision::kBfloat16) == loss(Precision::kFloat32));
  CHECK(loss(Precision::kTf32) == loss(Precision::kFloat32));
}
