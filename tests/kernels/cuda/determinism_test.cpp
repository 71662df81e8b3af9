#include "tests/kernels/cuda/two_devices.hpp"
#include "tests/support/chain.hpp"

/// A work's bits depend on the work alone: not on what runs beside it, on how fast works come, or
/// on how many devices or works at once there are.

using namespace simgrad;
using namespace simgrad::test;

namespace {

Ending chain_on(
    const CudaOptions& options, const std::function<void(Device&)>& pause = [](Device&) {}) {
  const auto device = cuda_device(options);
  return chain(*device, [&] {
    pause(*device);
  });
}

/// A hundred works of all kinds, epochs, batches and optimizers, on five models.
std::vector<MakeWork> mixture() {
  const std::vector<Task> tasks{
      Task(network_of({50, 67, 33, 11}), 100, 300), Task(network_of({64, 32, 16}), 100, 300),
      Task(network_of({13, 3}), 100, 300), Task(lenet({1, 12, 12}, 5), 100, 300),
      Task(odd_network(), 100, 300)};
  std::vector<MakeWork> works;
  for (std::uint32_t k = 0; k < 100; ++k) {
    Task task = tasks[k % tasks.size()];
    task.start = random_parameters(*task.model, 1 + k % 11);
    const Indices samples = range(k / 2, 1 + (k * 7) % 41);
    switch (k % 4) {
      case 0:
        works.push_back(task.gradient(samples));
        break;
      case 1:
        works.push_back(task.evaluation());
        break;
      default:
        works.push_back(task.training(kOptimizers[(k / 4) % kOptimizers.size()], samples, 1 + k % 3,
                                      k % 5 == 0 ? 0 : 10, k));
    }
  }
  return works;
}

/// Trainings of one shape that differ in node, parameters and number of samples.
std::vector<MakeWork> alike(std::uint32_t count) {
  Task task(network_of({50, 67, 33, 11}), 500, 1);
  std::vector<MakeWork> works;
  for (std::uint32_t k = 0; k < count; ++k) {
    task.start = random_parameters(*task.model, k + 1);
    works.push_back(task.training(kPlain, range(k, 60 + k % 3), 2, 10, k));
  }
  return works;
}

}  // namespace

TEST_CASE("cuda: the same submissions give the same bits", "[small]") {
  const Ending first = chain_on({});
  CHECK(std::isfinite(first.losses.back()));
  CHECK(first.losses.back() != first.losses.front());
  for (int i = 0; i < 3; ++i) {
    CHECK(first == chain_on({}));
  }
  const auto device = cuda_device();
  CHECK(first == chain(*device));
  CHECK(first == chain(*device));  // in arrays used before
}

TEST_CASE("cuda: delays in the submitting thread change no bit", "[small]") {
  const Ending prompt = chain_on({});
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Stream stream(seed, Purpose::kTest);
    CHECK(prompt == chain_on({}, [&](Device&) {
            const std::uint64_t draw = stream.below(8);
            std::this_thread::sleep_for(std::chrono::microseconds(draw < 2 ? 1000 * draw : 0));
          }));
  }
}

TEST_CASE("cuda: calls of throttle() and ready reads between submissions change no bit",
          "[small]") {
  const Ending prompt = chain_on({});
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Stream stream(seed, Purpose::kTest, 1);
    CHECK(prompt == chain_on({}, [&](Device& device) {
            switch (stream.below(6)) {
              case 0:
                CHECK(device.throttle());
                break;
              case 1:
                device.read(device.upload(std::vector<float>(16, 1.0F)));
                break;
              default:
                break;
            }
          }));
  }
}

TEST_CASE("cuda: a work alone has the bits that it has among a hundred others", "[small]") {
  const std::vector<MakeWork> works = mixture();
  const std::vector<Result> together = results(*cuda_device(), works);
  const auto device = cuda_device();
  for (std::size_t k = 0; k < works.size(); ++k) {
    INFO("work " << k);
    CHECK(same_bits(together[k], result(*device, device->submit(works[k](*device)))));
  }
}

TEST_CASE("cuda: a training alone has the bits that it has among others of its shape", "[small]") {
  const std::vector<MakeWork> works = alike(100);
  const std::vector<Result> together = results(*cuda_device(), works);
  const auto device = cuda_device();
  for (const std::size_t count : {1U, 2U, 3U, 17U}) {
    const std::vector<MakeWork> first(works.begin(), works.begin() + static_cast<long>(count));
    const std::vector<Result> few = results(*device, first);
    for (std::size_t k = 0; k < count; ++k) {
      INFO("work " << k << " of " << count);
      CHECK(same_bits(together[k], few[k]));
    }
  }
}

TEST_CASE("cuda: the order of submission changes no work's bits", "[small]") {
  const std::vector<MakeWork> works = mixture();
  const std::vector<Result> forward = results(*cuda_device(), works);
  std::vector<Result> backward =
      results(*cuda_device(), std::vector<MakeWork>(works.rbegin(), works.rend()));
  std::reverse(backward.begin(), backward.end());
  CHECK(same_bits(forward, backward));
}

TEST_CASE("cuda: one device used as two gives the same bits", "[small]") {
  CHECK(chain_on({.devices = {0}}) == chain_on({.devices = {0, 0}}));
  CHECK(chain_on({.devices = {0}}) == chain_on({.devices = {0, 0, 0}}));
  const std::vector<MakeWork> works = mixture();
  CHECK(
      same_bits(results(*cuda_device(), works), results(*cuda_device({.devices = {0, 0}}), works)));
}

TEST_CASE("cuda: one or three works at once give the same bits", "[small]") {
  const Ending free = chain_on({});
  const std::vector<MakeWork> works = alike(20);
  const std::vector<Result> all = results(*cuda_device(), works);
  for (const std::size_t at_once : {1U, 3U, 7U}) {
    CHECK(free == chain_on({.works_at_once = at_once}));
    CHECK(same_bits(all, results(*cuda_device({.works_at_once = at_once}), works)));
  }
}

TEST_CASE("cuda: a hundred trainings in the shape of Fashion-MNIST have one training's bits") {
  const Task task(network_of({784, 200, 200, 10}), 1000, 200);
  std::vector<MakeWork> works;
  for (std::uint32_t k = 0; k < 100; ++k) {
    works.push_back(task.training(kPlain, range(9 * k, 50 + k % 4), 1, 10, k));
  }
  works.push_back(task.evaluation());
  const std::vector<Result> together = results(*cuda_device(), works);
  CHECK(same_bits(together, results(*cuda_device(), works)));
  const auto device = cuda_device();
  for (const std::size_t k : {0U, 1U, 50U, 99U, 100U}) {
    CHECK(same_bits(together[k], result(*device, device->submit(works[k](*device)))));
  }
}
