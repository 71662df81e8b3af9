#include "tests/kernels/cuda/two_devices.hpp"
#include "tests/support/reference_training.hpp"

/// Shuffles are the CPU's: another order of samples would be another result altogether.

using namespace simgrad;
using namespace simgrad::test;

namespace {

const Indices kSeventeen = indices({3, 1, 4, 15, 9, 2, 6, 5, 29, 8, 7, 0, 11, 13, 17, 19, 23});

/// Trains on the device and in double, and compares parameters and statistics.
void check_against_double(Device& device, const std::shared_ptr<const Model>& model,
                          const UpdateRule& rule, std::int64_t epochs, std::int64_t batch_size) {
  const Task task(model, 30, 1);
  const Work work = task.training(rule, kSeventeen, epochs, batch_size)(device);
  const Value trained = device.submit(work);
  ReferenceNetwork network(*model);
  network.set(task.start);
  const TrainingLoss loss = train(network, std::get<LocalTraining>(work));
  CHECK(mismatch(device.read(trained), network.parameters, 2e-6, 2e-5) <= 1.0);
  CHECK(mismatch(task.start, network.parameters, 2e-6, 2e-5) > 100.0);  // it did learn
  const Statistics statistics = device.statistics(trained);
  CHECK(statistics.samples == epochs * 17);
  CHECK(statistics.loss_sum == Approx(loss.sum).epsilon(1e-5));
}

}  // namespace

TEST_CASE("cuda: LocalTraining by plain SGD agrees with the double-precision network",
          "[small][shared]") {
  const auto device = cuda_device();
  for (const auto& model : networks()) {
    check_against_double(*device, model, kPlain, 3, 5);
  }
}

TEST_CASE("cuda: LocalTraining by every optimizer agrees with its formula", "[small]") {
  const auto device = cuda_device();
  for (const UpdateRule& rule : kOptimizers) {
    check_against_double(*device, network_of({13, 7, 3}), rule, 1, 17);
    check_against_double(*device, network_of({13, 7, 5, 3}), rule, 4, 6);
    check_against_double(*device, network_of({13, 3}), rule, 3, 1);
    check_against_double(*device, network_of({13, 7, 3}), rule, 2, 0);
    check_against_double(*device, network_of({13, 7, 3}), rule, 2, 1000);
    check_against_double(*device, networks()[6], rule, 2, 6);
    check_against_double(*device, odd_network(), rule, 2, 6);
    check_against_double(*device, lenet({1, 12, 12}, 3), rule, 1, 6);
  }
}

TEST_CASE("cuda: LocalTraining of nodes with 1 to 40 samples at once", "[small]") {
  const Task task(network_of({50, 67, 33, 11}), 100, 1);
  for (const UpdateRule& rule : kOptimizers) {
    std::vector<MakeWork> works;
    for (std::uint32_t count = 1; count <= 40; ++count) {
      works.push_back(task.training(rule, range(count, count), 2, 10, count));
    }
    check_on_both(works, {5e-6, 5e-5});
  }
}

TEST_CASE("cuda: LocalTraining of a small LeNet on nodes with 1 to 23 samples at once", "[small]") {
  const Task task(lenet({1, 12, 12}, 5), 100, 1);
  for (const UpdateRule& rule : {UpdateRule(kPlain), UpdateRule(kHeavy)}) {
    std::vector<MakeWork> works;
    for (std::uint32_t count = 1; count <= 23; count += 2) {
      works.push_back(task.training(rule, range(count, count), 1, 8, count));
    }
    check_on_both(works, {5e-6, 5e-5});
  }
}

TEST_CASE("cuda: LocalTraining with other epochs, batches and optimizers at once", "[small]") {
  const Task task(network_of({13, 7, 5, 3}), 100, 1);
  std::vector<MakeWork> works;
  // kHeavy at batches of one sample amplifies roundings: a lower rate.
  const SgdRule heavy{.learning_rate = 0.01F, .momentum = 0.9F, .weight_decay = 0.001F};
  for (const UpdateRule& rule : std::vector<UpdateRule>{kPlain, kDecaying, heavy, kAdamW}) {
    for (const std::int64_t batch_size : {0, 1, 7, 10, 64}) {
      for (const std::int64_t epochs : {1, 3}) {
        works.push_back(task.training(rule, range(0, 20), epochs, batch_size, 1));
        works.push_back(task.training(rule, range(20, 33), epochs, batch_size, 2));
      }
    }
  }
  check_on_both(works, {5e-6, 5e-5});
}

TEST_CASE("cuda: LocalTraining from a training state uses its front", "[small][shared]") {
  const Task task(network_of({13, 7, 3}), 30, 1);
  const auto device = cuda_device();
  auto work = std::get<LocalTraining>(task.training(kHeavy, kSeventeen, 2, 5)(*device));
  const Result by_parameters = result(*device, device->submit(work));
  work.parameters =
      device->submit(InitialState{task.model, 2, Stream(1, Purpose::kInitialParameters)});
  CHECK(same_bits(result(*device, device->submit(work)), by_parameters));
}

TEST_CASE("cuda: LocalTraining of no epoch or no sample leaves the parameters", "[small]") {
  const Task task(network_of({13, 7, 3}), 10, 1);
  const auto device = cuda_device();
  const std::vector<float> start(task.start.begin(), task.start.end());
  for (const UpdateRule& rule : kOptimizers) {
    for (const MakeWork& make : {task.training(rule, every_sample(*task.data), 0, 5),
                                 task.training(rule, indices({}), 2, 5)}) {
      const Result after = result(*device, device->submit(make(*device)));
      CHECK(same_bits(after.numbers, start));
      CHECK(after.statistics.samples == 0);
    }
  }
}

TEST_CASE("cuda: LocalTraining shuffles as the CPU does", "[small]") {
  // Batches of one sample: the order decides the result. A higher rate would amplify roundings too.
  const Task task(network_of({13, 3}), 300, 1);
  const SgdRule forgetful{.learning_rate = 0.1F};
  std::vector<MakeWork> works;
  for (std::uint64_t node = 0; node < 10; ++node) {
    works.push_back(task.training(forgetful, range(0, 300), 3, 1, node));
  }
  check_on_both(works, {1e-4, 1e-3});
  const auto nodes = results(*cuda_device(), works);
  const std::vector<double> other(nodes[1].numbers.begin(), nodes[1].numbers.end());
  CHECK(mismatch(nodes[0].numbers, other, 1e-4, 1e-3) > 100.0);
}

TEST_CASE("cuda: Gradient and a step of SGD is LocalTraining of one batch", "[small][shared]") {
  const Task task(network_of({50, 67, 33, 11}), 30, 1);
  const auto device = cuda_device();
  for (const UpdateRule& rule : kOptimizers) {
    const Value state = device->submit(
        InitialState{task.model, slots(rule), Stream(1, Purpose::kInitialParameters)});
    const auto batch = every_sample(*task.data);
    const Value gradient = device->submit(Gradient{task.model, task.data, batch, state});
    auto stepped = device->read(device->submit(OptimizerStep{rule, 1, state, gradient}));
    stepped.resize(task.model->padded_count());
    const auto trained = device->read(device->submit(task.training(rule, batch, 1, 0)(*device)));
    const std::vector<double> expected(stepped.begin(), stepped.end());
    CHECK(mismatch(trained, expected, 2e-6, 2e-5) <= 1.0);
  }
}

TEST_CASE("cuda: LocalTraining in the shape of Fashion-MNIST, 60 steps") {
  const Task task(network_of({784, 200, 200, 10}), 3000, 500);
  std::vector<MakeWork> works;
  for (std::uint32_t node = 0; node < 5; ++node) {
    works.push_back(task.training(SgdRule{.learning_rate = 0.02F}, range(600 * node, 600 - node), 1,
                                  10, node + 10));
  }
  const std::vector<Result> cuda = results(*cuda_device(), works);
  const std::vector<Result> cpu = results(*cpu_device(), works);
  for (std::size_t node = 0; node < works.size(); ++node) {
    CHECK(distance(cuda[node].numbers, cpu[node].numbers, task.start) < 1e-2);
    CHECK(cuda[node].statistics.samples == cpu[node].statistics.samples);
    CHECK(cuda[node].statistics.mean_loss() ==
          Approx(cpu[node].statistics.mean_loss()).epsilon(1e-3));
  }
}
