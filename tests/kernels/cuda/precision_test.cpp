#include "tests/kernels/cuda/two_devices.hpp"

/// Operands are rounded to 10 bits after the point (tf32) or 7 (bfloat16), sums are float32. Of a
/// linear model's gradient the relative error is then about a tenth of 2^-11 or 2^-8, since errors
/// cancel. Behind ReLUs it is larger: a unit whose input is near 0 passes its gradient or does not.

using namespace simgrad;
using namespace simgrad::test;

namespace {

using Sizes = std::vector<std::size_t>;

const Sizes kLinear{784, 10};
const Sizes kMlp{784, 200, 200, 10};

/// Relative to the norm: what is really rounded, and what is not wrong.
struct Rounding {
  Precision precision;
  Sizes sizes;
  double least;
  double most;
};

const std::vector<Rounding> kRoundings{{Precision::kTf32, kLinear, 2e-5, 1e-3},
                                       {Precision::kBfloat16, kLinear, 3e-4, 8e-3},
                                       {Precision::kTf32, kMlp, 1e-3, 6e-2},
                                       {Precision::kBfloat16, kMlp, 2e-3, 1e-1}};

std::shared_ptr<const Model> network(Precision precision, const Sizes& sizes) {
  auto model = std::make_shared<Model>(*network_of(sizes));
  model->set_precision(precision);
  return model;
}

/// ‖a − b‖ / ‖b − origin‖.
double distance(const std::vector<float>& a, const std::vector<float>& b,
                std::span<const float> origin) {
  double apart = 0.0;
  double length = 0.0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    apart += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
    length += std::pow(static_cast<double>(b[i]) - static_cast<double>(origin[i]), 2);
  }
  return std::sqrt(apart / length);
}

/// A gradient, a training and an evaluation.
std::vector<Result> three(Precision precision, const Sizes& sizes) {
  const Task task(network(precision, sizes), 600, 1000);
  return results(
      *cuda_device(),
      {task.gradient(range(0, 64)),
       task.training(SgdRule{.learning_rate = 0.02F}, range(0, 600), 1, 10), task.evaluation()});
}

}  // namespace

TEST_CASE("cuda: tf32 and bfloat16 are near float32, and not float32") {
  for (const auto& [precision, sizes, least, most] : kRoundings) {
    INFO((precision == Precision::kTf32 ? "tf32" : "bfloat16")
         << ", " << sizes.size() - 1 << " layers");
    const std::vector<Result> exact = three(Precision::kFloat32, sizes);
    const std::vector<Result> rounded = three(precision, sizes);
    const FloatBuffer start = random_parameters(*network(precision, sizes));
    const double gradient =
        distance(rounded[0].numbers, exact[0].numbers, FloatBuffer(start.size()));
    const double training = distance(rounded[1].numbers, exact[1].numbers, start);
    CHECK(gradient > least);
    CHECK(gradient < most);
    CHECK(training > least);
    CHECK(training < most);
    for (std::size_t k = 0; k < exact.size(); ++k) {
      const Statistics& statistics = rounded[k].statistics;
      CHECK(std::abs(statistics.mean_loss() / exact[k].statistics.mean_loss() - 1.0) < 1e-2);
      CHECK(std::abs(statistics.accuracy() - exact[k].statistics.accuracy()) < 0.02);
    }
  }
}

TEST_CASE("cuda: float32 is not rounded to tf32 on the quiet") {
  const Task task(network(Precision::kFloat32, kMlp), 600, 1000);
  const MakeWork work = task.gradient(range(0, 64));
  const Result cuda = results(*cuda_device(), {work}).front();
  const Result cpu = results(*cpu_device(), {work}).front();
  CHECK(distance(cuda.numbers, cpu.numbers, FloatBuffer(cpu.numbers.size())) < 1e-6);
}

TEST_CASE("cuda: every precision repeats its bits, alone and among others") {
  for (const Precision precision : {Precision::kFloat32, Precision::kTf32, Precision::kBfloat16}) {
    Task task(network(precision, kMlp), 300, 1);
    std::vector<MakeWork> works;
    for (std::uint32_t node = 0; node < 12; ++node) {
      works.push_back(task.training(kPlain, range(node, 40), 1, 10, node));
      works.push_back(task.gradient(range(node, 16)));
    }
    const std::vector<Result> together = results(*cuda_device(), works);
    CHECK(same_bits(together, results(*cuda_device(), works)));
    const auto device = cuda_device();
    for (std::size_t k = 0; k < 4; ++k) {
      CHECK(same_bits(together[k], result(*device, device->submit(works[k](*device)))));
    }
  }
}
