#include <algorithm>

#include "tests/kernels/cuda/two_devices.hpp"

/// Works other than local training. What is elementwise is one text for both devices
/// (kernels/numerics.hpp) and has to agree to the last bit; products are sums in another order.

using namespace simgrad;
using namespace simgrad::test;

namespace {

/// out = the updates' middle, number by number: no weighted sum, so a device cannot know it.
class Median : public AggregationRule {
 public:
  std::size_t combine(std::span<const float* const> updates, std::span<const double> /*weights*/,
                      std::span<float> out) const override {
    std::vector<float> sorted(updates.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      for (std::size_t k = 0; k < updates.size(); ++k) {
        sorted[k] = updates[k][i];
      }
      std::nth_element(sorted.begin(), sorted.begin() + static_cast<long>(sorted.size() / 2),
                       sorted.end());
      out[i] = sorted[sorted.size() / 2];
    }
    return updates.size();
  }
};

MakeWork aggregation(const std::shared_ptr<const AggregationRule>& rule, const Model& model,
                     std::uint64_t clients) {
  return [=, &model](Device& device) {
    Aggregation work{rule, {}, {}};
    for (std::uint64_t k = 1; k <= clients; ++k) {
      work.updates.push_back(device.upload(random_parameters(model, k)));
      work.weights.push_back(17.0 + 3.0 * static_cast<double>(k % 7));
    }
    return work;
  };
}

}  // namespace

TEST_CASE("cuda: says what it is", "[small]") {
  const auto device = cuda_device();
  CHECK(device->name().rfind("cuda", 0) == 0);
  CHECK_FALSE(device->instruction_set().empty());
}

TEST_CASE("cuda: what is uploaded is read again, in order of submission", "[small]") {
  const auto device = cuda_device();
  const std::vector<float> numbers{1.0F, -2.5F, 0.0F, -0.0F, 1e-42F, INFINITY, NAN};
  const Value one = device->upload(numbers);
  const Value none = device->upload({});
  CHECK(one.floats() == numbers.size());
  CHECK(same_bits(device->read(one), numbers));
  CHECK(device->read(none).empty());
  CHECK(none.sequence() > one.sequence());
  std::vector<float> many(1'000'003);
  std::iota(many.begin(), many.end(), 0.5F);
  CHECK(same_bits(device->read(device->upload(many)), many));
}

TEST_CASE("cuda: InitialState has the CPU's bits", "[small]") {
  const auto cuda = cuda_device();
  const auto cpu = cpu_device();
  for (const auto& model : networks()) {
    for (const std::size_t slots : {0U, 1U, 2U}) {
      const InitialState work{model, slots, Stream(5, Purpose::kInitialParameters)};
      const auto state = cuda->read(cuda->submit(work));
      CHECK(state.size() == model->padded_count() * (1 + slots));
      CHECK(same_bits(state, cpu->read(cpu->submit(work))));
    }
  }
}

TEST_CASE("cuda: Gradient agrees with the double-precision network", "[small]") {
  const auto device = cuda_device();
  for (const auto& model : networks()) {
    const Task task(model, 100, 1);
    ReferenceNetwork network(*model);
    network.set(task.start);
    for (const auto& batch : {indices({42}), indices({5, 5, 99, 0, 7}), every_sample(*task.data)}) {
      const Value gradient = device->submit(task.gradient(batch)(*device));
      std::vector<double> expected;
      const double loss = network.loss_and_gradient(task.data->train, *batch, expected);
      CHECK(mismatch(device->read(gradient), expected, 2e-6, 2e-5) <= 1.0);
      CHECK(device->statistics(gradient).mean_loss() == Approx(loss).epsilon(1e-6));
      CHECK(device->statistics(gradient).samples == static_cast<std::int64_t>(batch->size()));
    }
  }
}

TEST_CASE("cuda: Gradient of different batches, parameters and models at once", "[small]") {
  std::vector<MakeWork> works;
  for (const auto& model : networks()) {
    Task task(model, 100, 1);
    for (std::uint32_t count = 1; count <= 40; count += 3) {
      works.push_back(task.gradient(range(count, count)));
      task.start = random_parameters(*model, count + 1);
      works.push_back(task.gradient(range(count, count)));
      works.push_back(task.gradient(range(0, 16)));
    }
  }
  check_on_both(works);
}

TEST_CASE("cuda: Gradient of many batches at the same parameters", "[small]") {
  const Task task(network_of({50, 67, 33, 11}), 400, 1);
  const auto gradients = [&](Device& device) {
    const Value start = device.upload(task.start);
    std::vector<Value> values;
    for (std::uint32_t k = 0; k < 25; ++k) {
      values.push_back(device.submit(Gradient{task.model, task.data, range(k * 16, 16), start}));
    }
    std::vector<Result> all;
    all.reserve(values.size());
    for (const Value& value : values) {
      all.push_back(result(device, value));
    }
    return all;
  };
  const auto cuda = gradients(*cuda_device());
  const auto cpu = gradients(*cpu_device());
  for (std::size_t k = 0; k < cpu.size(); ++k) {
    check_close(cuda[k], cpu[k]);
  }
}

TEST_CASE("cuda: Gradient's padding is zero, also in an array used before", "[small]") {
  const Task task(network_of({13, 7, 3}), 10, 1);
  const auto device = cuda_device();
  for (int i = 0; i < 3; ++i) {
    device->read(device->upload(std::vector<float>(task.model->padded_count(), 9.0F)));
  }
  const auto numbers =
      device->read(device->submit(task.gradient(every_sample(*task.data))(*device)));
  CHECK(padding_is_zero(*task.model, numbers));
}

TEST_CASE("cuda: Gradient at the front of a training state, and at its parameters", "[small]") {
  const Task task(network_of({13, 7, 3}), 10, 1);
  const auto device = cuda_device();
  const auto batch = every_sample(*task.data);
  const InitialState initial{task.model, 2, Stream(1, Purpose::kInitialParameters)};
  const Value by_state =
      device->submit(Gradient{task.model, task.data, batch, device->submit(initial)});
  const Value by_parameters = device->submit(task.gradient(batch)(*device));
  CHECK(same_bits(device->read(by_state), device->read(by_parameters)));
}

TEST_CASE("cuda: Evaluation agrees, whatever the number of samples", "[small]") {
  const auto device = cuda_device();
  for (const auto& model : networks()) {
    for (const std::size_t count : {1U, 2U, 255U, 256U, 257U, 600U, 1025U}) {
      const Task task(model, 1, count);
      ReferenceNetwork network(*model);
      network.set(task.start);
      const auto expected = network.evaluate(task.data->test);
      const Value evaluation = device->submit(task.evaluation()(*device));
      const Statistics statistics = device->statistics(evaluation);
      CHECK(statistics.samples == static_cast<std::int64_t>(count));
      CHECK(statistics.mean_loss() == Approx(expected.mean_loss).epsilon(1e-6));
      CHECK(statistics.correct == expected.correct);
      CHECK(device->read(evaluation).empty());
    }
  }
}

TEST_CASE("cuda: Evaluation of many parameters at once, with 5,000 samples", "[small]") {
  std::vector<MakeWork> works;
  Task task(network_of({64, 32, 16}), 1, 5000);
  for (std::uint64_t k = 1; k <= 12; ++k) {
    task.start = random_parameters(*task.model, k);
    works.push_back(task.evaluation());
  }
  check_on_both(works);
}

TEST_CASE("cuda: Aggregation has the CPU's bits", "[small]") {
  const auto cuda = cuda_device();
  const auto cpu = cpu_device();
  for (const auto& model : networks()) {
    for (const std::uint64_t clients : {1U, 2U, 33U, 100U}) {
      const MakeWork work = aggregation(weighted_mean(), *model, clients);
      CHECK(same_bits(cuda->read(cuda->submit(work(*cuda))), cpu->read(cpu->submit(work(*cpu)))));
    }
  }
}

TEST_CASE("cuda: Aggregation by a rule that is no weighted sum has the CPU's bits", "[small]") {
  const auto cuda = cuda_device();
  const auto cpu = cpu_device();
  const auto model = network_of({50, 67, 33, 11});
  const MakeWork work = aggregation(std::make_shared<const Median>(), *model, 7);
  CHECK(same_bits(cuda->read(cuda->submit(work(*cuda))), cpu->read(cpu->submit(work(*cpu)))));
}

TEST_CASE("cuda: Aggregation of one value twice", "[small]") {
  const auto device = cuda_device();
  const Value ones = device->upload(std::vector<float>(32, 4.0F));
  const Value other = device->upload(std::vector<float>(32, 8.0F));
  const Aggregation work{weighted_mean(), {ones, other, ones}, {1.0, 2.0, 1.0}};
  CHECK(device->read(device->submit(work)) == std::vector<float>(32, 6.0F));
}

TEST_CASE("cuda: OptimizerStep has the CPU's bits, ten steps long", "[small]") {
  const auto chain = [](Device& device, const UpdateRule& rule) {
    const auto model = network_of({50, 67, 33, 11});
    Value state =
        device.submit(InitialState{model, slots(rule), Stream(1, Purpose::kInitialParameters)});
    for (std::int64_t step = 1; step <= 10; ++step) {
      const auto gradient = random_parameters(*model, static_cast<std::uint64_t>(step + 1));
      state = device.submit(OptimizerStep{rule, step, state, device.upload(gradient)});
    }
    return device.read(state);
  };
  for (const UpdateRule& rule : kOptimizers) {
    CHECK(same_bits(chain(*cuda_device(), rule), chain(*cpu_device(), rule)));
  }
}

TEST_CASE("cuda: OptimizerStep of many states at once has the CPU's bits", "[small]") {
  std::vector<MakeWork> works;
  const auto model = network_of({13, 7, 5, 3});
  for (const UpdateRule& rule : kOptimizers) {
    for (std::uint64_t k = 1; k <= 20; ++k) {
      works.emplace_back([=](Device& device) {
        std::vector<float> state;
        for (std::uint64_t slot = 0; slot <= slots(rule); ++slot) {
          const auto numbers = random_parameters(*model, 100 * k + slot);
          // Squares are what Adam's second slot holds.
          std::transform(numbers.begin(), numbers.end(), std::back_inserter(state), [&](float x) {
            return slot == 2 ? x * x : x;
          });
        }
        return OptimizerStep{rule, static_cast<std::int64_t>(k), device.upload(state),
                             device.upload(random_parameters(*model, k))};
      });
    }
  }
  CHECK(same_bits(results(*cuda_device(), works), results(*cpu_device(), works)));
}

TEST_CASE("cuda: works whose inputs do not fit together are refused", "[small]") {
  const auto device = cuda_device();
  const Value small = device->upload(std::vector<float>(16, 1.0F));
  const Value large = device->upload(std::vector<float>(32, 1.0F));
  CHECK_THROWS_AS(device->submit(Aggregation{weighted_mean(), {}, {}}), BrokenInvariant);
  CHECK_THROWS_AS(device->submit(Aggregation{weighted_mean(), {small, large}, {1.0, 1.0}}),
                  BrokenInvariant);
  CHECK_THROWS_AS(device->submit(OptimizerStep{kHeavy, 1, small, small}), BrokenInvariant);
  CHECK_NOTHROW(device->read(device->submit(OptimizerStep{kHeavy, 1, large, small})));
}

TEST_CASE("cuda: Corruption has the CPU's bits for the same source, and the source's statistics",
          "[small]") {
  const Task task(network_of({50, 67, 33, 11}), 300, 300);
  const auto corrupted = [&](Device& device) {
    return Corruption{task.model, device.upload(task.start), -1.5,
                      0.25,       Stream(5, Purpose::kTest), {{3, 31}, {70, 25}}};
  };
  const auto of_gradient = [&](Device& device) {
    const Value gradient = device.submit(task.gradient(range(0, 40))(device));
    return Corruption{task.model, gradient, 2.0, 0.0, Stream(5, Purpose::kTest), {}};
  };
  const std::vector<MakeWork> works{corrupted, of_gradient};
  const std::vector<Result> cuda = results(*cuda_device(), works);
  const std::vector<Result> cpu = results(*cpu_device(), works);
  CHECK(cuda[0].numbers == cpu[0].numbers);
  check_close(cuda[1], cpu[1]);
  CHECK(cuda[1].statistics.samples == 40);
}
