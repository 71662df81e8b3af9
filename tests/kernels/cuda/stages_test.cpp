#include "tests/kernels/cuda/two_devices.hpp"
#include "tests/support/staged_gradient.hpp"

/// Stages of pipelines: cut anywhere, beside the CPU and beside the whole model.

using namespace simgrad;
using namespace simgrad::test;

namespace {

std::vector<float> random_numbers(std::size_t count, std::uint64_t seed) {
  Stream stream(seed, Purpose::kTest, 5);
  std::vector<float> numbers(count);
  for (float& x : numbers) {
    x = static_cast<float>(stream.normal());
  }
  return numbers;
}

}  // namespace

TEST_CASE("cuda: stages' gradients add up to the whole one, cut anywhere", "[small]") {
  const auto device = cuda_device();
  const std::vector<Indices> micro_batches{range(0, 6), range(6, 5), range(11, 7), range(18, 6)};
  auto models = networks();
  models.push_back(lenet({1, 14, 12}, 4));
  for (const auto& model : models) {
    const Task task(model, 24, 1);
    const Value start = device->upload(task.start);
    const Value whole = device->submit(Gradient{model, task.data, range(0, 24), start});
    for (const auto& cuts : cuts_of(model->layers().size())) {
      INFO(model->layers().size() << " layers, a cut at " << cuts[1] << ", " << cuts.size() - 1
                                  << " stages");
      const auto staged = staged_gradient(*device, *model, task.data, cuts, micro_batches, start);
      CHECK(mismatch(device->read(whole), staged.gradient, 2e-6, 2e-5) <= 1.0);
      CHECK(staged.statistics.loss_sum == Approx(device->statistics(whole).loss_sum).epsilon(1e-6));
      CHECK(staged.statistics.correct == device->statistics(whole).correct);
      CHECK(staged.statistics.samples == 24);
    }
  }
}

TEST_CASE("cuda: a last stage gives what the CPU gives, cut anywhere", "[small]") {
  std::vector<MakeWork> works;
  for (const auto& model : networks()) {
    const auto data = random_dataset(*model, 40, 1);
    for (std::size_t cut = 1; cut < model->layers().size(); ++cut) {
      const Stage stage = stage_of(*model, cut, model->layers().size());
      const auto start = random_parameters(*stage.model);
      for (std::uint32_t k = 0; k < 3; ++k) {
        const Indices batch = range(10 * k, 8 + k / 2);
        const auto input = random_numbers(batch->size() * stage.model->inputs(), k + 1);
        works.emplace_back([=](Device& device) {
          return StageForward{stage.model, data, batch, device.upload(input), device.upload(start)};
        });
        works.emplace_back([=](Device& device) {
          return StageBackward{stage.model,          data, batch, device.upload(input),
                               device.upload(start), {},   30};
        });
      }
    }
  }
  check_on_both(works);
}

TEST_CASE("cuda: a stage's bits do not depend on what is computed beside it", "[small]") {
  const auto model = lenet({1, 14, 12}, 4);
  const Stage stage = stage_of(*model, 2, 5);
  const auto passes = [&](std::size_t works_at_once) {
    const auto device = cuda_device({.works_at_once = works_at_once});
    const Value parameters = device->upload(random_parameters(*stage.model));
    std::vector<Value> values;
    for (std::uint32_t k = 0; k < 8; ++k) {
      const Value input = device->upload(random_numbers(8 * stage.model->inputs(), k + 1));
      const Value dy = device->upload(random_numbers(8 * stage.model->outputs(), k + 100));
      values.push_back(device->submit(StageBackward{
          stage.model, nullptr, range(8 * k, 8), input, parameters, {dy, 0, dy.floats()}, 64}));
    }
    std::vector<Result> all;
    for (const Value& value : values) {
      all.push_back(result(*device, value));
    }
    return all;
  };
  CHECK(same_bits(passes(0), passes(1)));
}
