#include "tests/kernels/cuda/two_devices.hpp"

/// Operands rounded to 10 bits after the point (tf32) or 7 (bfloat16), sums in float32: a product's
/// relative error is about 2^-11 or 2^-8, and errors of different sums cancel rather than add.

using namespace simgrad;
using namespace simgrad::test;

namespace {

struct Rounding {
  Precision precision;
  double least;  // of what is really rounded, relative to the norm
  double most;
};

constexpr std::array<Rounding, 2> kRoundings{
    {{Precision::kTf32, 1e-5, 3e-3}, {Precision::kBfloat16, 1e-4, 2.5e-2}}};

std::shared_ptr<const Model> network(Precision precision) {
  auto model = std::make_shared<Model>(*network_of({784, 200, 200, 10}));
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
std::vector<Result> three(Precision precision) {
  const Task task(network(precision), 600, 1000);
  return results(
      *cuda_device(),
      {task.gradient(range(0, 64)),
       task.training(SgdRule{.learning_rate = 0.02F}, range(0, 600), 1, 10), task.evaluation()});
}

}  // namespace

TEST_CASE("cuda: tf32 and bfloat16 are near float32, and not float32") {
  const std::vector<Result> exact = three(Precision::kFloat32);
  const Task task(network(Precision::kFloat32), 1, 1);
  const FloatBuffer zero(task.start.size());
  for (const auto& [precision, least, most] : kRoundings) {
    const std::vector<Result> rounded = three(precision);
    const double gradient = distance(rounded[0].numbers, exact[0].numbers, zero);
    const double training = distance(rounded[1].numbers, exact[1].numbers, task.start);
    CHECK(gradient > least);
    CHECK(gradient < most);
    CHECK(training > least);
    CHECK(training < 2.0 * most);
    for (std::size_t k = 0; k < exact.size(); ++k) {
      const Statistics& statistics = rounded[k].statistics;
      CHECK(std::abs(statistics.mean_loss() / exact[k].statistics.mean_loss() - 1.0) < most);
      CHECK(std::abs(statistics.accuracy() - exact[k].statistics.accuracy()) < 0.02);
    }
  }
}

TEST_CASE("cuda: float32 is not rounded to tf32 on the quiet") {
  const Task task(network(Precision::kFloat32), 600, 1000);
  const MakeWork work = task.gradient(range(0, 64));
  const Result cuda = results(*cuda_device(), {work}).front();
  const Result cpu = results(*cpu_device(), {work}).front();
  CHECK(distance(cuda.numbers, cpu.numbers, FloatBuffer(cpu.numbers.size())) < 1e-6);
}

TEST_CASE("cuda: every precision repeats its bits, alone and among others") {
  for (const Precision precision : {Precision::kFloat32, Precision::kTf32, Precision::kBfloat16}) {
    Task task(network(precision), 300, 1);
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
