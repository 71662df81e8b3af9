#include <atomic>
#include <future>

#include "tests/kernels/cuda/two_devices.hpp"
#include "tests/support/chain.hpp"
#include "tests/support/error_text.hpp"

/// Handles, memory, interruption and threads.

using namespace simgrad;
using namespace simgrad::test;
using namespace std::chrono_literals;

namespace {

class Failing : public AggregationRule {
 public:
  std::size_t combine(std::span<const float* const> /*updates*/,
                      std::span<const double> /*weights*/,
                      std::span<float> /*out*/) const override {
    throw Error("this rule always fails");
  }
};

const Indices kTen = range(0, 10);

const Task& task() {
  static const Task made(network_of({50, 67, 33, 11}), 300, 300);
  return made;
}

/// Trainings one after the other: some seconds of work at least, however fast the device.
Value long_chain(Device& device) {
  auto work = std::get<LocalTraining>(task().training(kPlain, range(0, 300), 10, 1)(device));
  for (int k = 0; k < 2000; ++k) {
    work.parameters = device.submit(work);
  }
  return work.parameters;
}

bool is_empty(const Device& device) {
  const DeviceUsage usage = device.usage();
  return usage.live_values == 0 && usage.pending_flop == 0.0;
}

}  // namespace

TEST_CASE("cuda: all works done and dropped, usage is back to nothing", "[small]") {
  const auto device = cuda_device();
  CHECK(is_empty(*device));
  chain(*device);
  CHECK(eventually([&] {
    return is_empty(*device);
  }));
  CHECK(device->usage().done_flop > 1e6);
}

TEST_CASE("cuda: the same works again take no more memory", "[small]") {
  // Data sets and workspaces stay on the device; values do not.
  const auto device = cuda_device();
  const Task& made = task();
  const auto once = [&] {
    results(*device, {made.gradient(range(0, 40)), made.evaluation(),
                      made.training(kHeavy, kTen, 2, 7), made.training(test::kAdamW, kTen, 1, 3)});
    CHECK(eventually([&] {
      return is_empty(*device);
    }));
    return device->usage().live_bytes;
  };
  once();
  const std::size_t held = once();
  for (int i = 0; i < 20; ++i) {
    CHECK(once() == held);
  }
}

TEST_CASE("cuda: usage counts what is held", "[small]") {
  const auto device = cuda_device();
  const Value one = device->upload(std::vector<float>(1000));
  CHECK(device->usage().live_values == 1);
  CHECK(device->usage().live_bytes >= 4000);
  const Value state =
      device->submit(InitialState{task().model, 1, Stream(1, Purpose::kInitialParameters)});
  device->read(state);
  CHECK(device->usage().live_values == 2);
  CHECK(device->usage().live_bytes >= 4 * (1000 + state.floats()));
  CHECK(eventually([&] {
    return device->usage().pending_flop == 0.0;
  }));
  CHECK(device->usage().done_flop ==
        flop(InitialState{task().model, 1, Stream(1, Purpose::kInitialParameters)}));
}

TEST_CASE("cuda: values dropped at any moment leave nothing behind", "[small]") {
  const auto device = cuda_device();
  Stream stream(1, Purpose::kTest);
  const auto delay = [&] {
    const std::uint64_t draw = stream.below(6);
    std::this_thread::sleep_for(std::chrono::microseconds(draw == 0 ? 0 : 100 * draw * draw));
  };
  const std::vector<MakeWork> kinds{task().gradient(range(0, 40)), task().evaluation(),
                                    task().training(kHeavy, range(0, 60), 2, 7),
                                    task().training(test::kAdamW, range(0, 33), 1, 10)};
  std::vector<Value> held;
  for (int i = 0; i < 300; ++i) {
    Value value = device->submit(kinds[stream.below(kinds.size())](*device));
    if (value.floats() > 0 && stream.below(2) == 0) {
      value = device->submit(Aggregation{weighted_mean(), {value, value}, {1.0, 2.0}});
    }
    held.push_back(std::move(value));
    if (stream.below(3) == 0) {
      delay();
      held.erase(held.begin() + static_cast<long>(stream.below(held.size())));
    }
    if (!held.empty() && stream.below(40) == 0) {
      device->read(held.front());
    }
    if (stream.below(40) == 0) {
      held.clear();
    }
  }
  held.clear();
  CHECK(eventually([&] {
    return is_empty(*device);
  }));
}

TEST_CASE("cuda: a value dropped in flight does no harm to those beside it", "[small]") {
  const Task& made = task();
  std::vector<MakeWork> works;
  for (std::uint32_t k = 0; k < 30; ++k) {
    works.push_back(made.training(kPlain, range(k, 100), 3, 10, k));
  }
  const std::vector<Result> expected = results(*cuda_device(), works);
  for (const int wait_us : {0, 200, 1000, 5000, 20'000}) {
    const auto device = cuda_device();
    std::vector<Value> values;
    values.reserve(works.size());
    for (const MakeWork& make : works) {
      values.push_back(device->submit(make(*device)));
    }
    device->throttle();
    std::this_thread::sleep_for(std::chrono::microseconds(wait_us));
    for (std::size_t k = 0; k < values.size(); k += 2) {
      values[k] = Value();
    }
    for (std::size_t k = 1; k < values.size(); k += 2) {
      CHECK(same_bits(result(*device, values[k]), expected[k]));
    }
    values.clear();
    CHECK(eventually([&] {
      return is_empty(*device);
    }));
  }
}

TEST_CASE("cuda: a long chain of works that nobody wants is dropped without recursion") {
  const auto device = cuda_device();
  Value state = device->upload(std::vector<float>(16, 1.0F));
  for (std::int64_t step = 1; step <= 200'000; ++step) {
    state = device->submit(OptimizerStep{kPlain, step, state, state});
  }
  state = Value();
  CHECK(eventually([&] {
    return is_empty(*device);
  }));
}

TEST_CASE("cuda: values may outlive their device") {
  Value computed;
  Value uncomputed;
  {
    const auto device = cuda_device();
    computed = device->upload(std::vector<float>(16, 1.0F));
    uncomputed = long_chain(*device);
  }
  CHECK(computed.floats() == 16);
  CHECK(uncomputed.floats() == task().model->padded_count());
}

TEST_CASE("cuda: a device after a device, and two beside each other", "[small]") {
  const MakeWork work = task().gradient(range(0, 40));
  const auto one = cuda_device();
  const Result expected = result(*one, one->submit(work(*one)));
  const auto other = cuda_device();
  CHECK(same_bits(result(*other, other->submit(work(*other))), expected));
  CHECK(same_bits(result(*one, one->submit(work(*one))), expected));
  for (int i = 0; i < 3; ++i) {
    const auto next = cuda_device();
    CHECK(same_bits(result(*next, next->submit(work(*next))), expected));
  }
}

TEST_CASE("cuda: works that do not fit at once are done in parts, to the same bits") {
  // A lane needs 20,000 samples' activations and input at least: 8.9 MB and 4 MB.
  const Task large(network_of({50, 67, 33, 11}), 20'000, 1);
  std::vector<MakeWork> works;
  for (std::uint64_t k = 0; k < 50; ++k) {
    Task each = large;
    each.start = random_parameters(*large.model, k + 1);
    works.push_back(each.gradient(every_sample(*large.data)));
  }
  const std::vector<Result> free = results(*cuda_device(), works);
  const auto limited = cuda_device({.memory_limit_bytes = std::size_t{160} << 20U});
  CHECK(same_bits(results(*limited, works), free));
}

TEST_CASE("cuda: values past the memory limit are an error that says so") {
  const auto device = cuda_device({.memory_limit_bytes = std::size_t{256} << 20U});
  const std::vector<float> most(40'000'000);
  for (int i = 0; i < 3; ++i) {
    device->upload(most);  // dropped at once, so there is room again
  }
  const Value kept = device->upload(most);
  CHECK_THROWS_WITH(device->upload(most), Catch::Contains("out of memory"));
  CHECK_THROWS_AS(device->upload(most), Error);
  CHECK(same_bits(device->read(kept), most));
}

TEST_CASE("cuda: a work that cannot fit at all fails every later call, not the program") {
  const auto device = cuda_device({.memory_limit_bytes = std::size_t{256} << 20U});
  const Value kept = device->upload(std::vector<float>(40'000'000));
  const Aggregation work{weighted_mean(), {kept}, {1.0}};
  const auto wait = [&] {
    const Value result = device->submit(work);
    device->read(result);
  };
  CHECK_THROWS_WITH(wait(), Catch::Contains("out of memory"));
  CHECK_THROWS_AS(wait(), Error);
  CHECK_THROWS_AS(device->submit(work), Error);
  CHECK_THROWS_AS(device->throttle(), Error);
  CHECK(device->read(kept).size() == 40'000'000);
}

TEST_CASE("cuda: what a rule throws comes out of the wait for it and for what needs it",
          "[small]") {
  const auto device = cuda_device();
  const Value upload = device->upload(std::vector<float>(16));
  CHECK_THROWS_WITH(
      [&] {
        const Value failed =
            device->submit(Aggregation{std::make_shared<const Failing>(), {upload}, {1.0}});
        const Value after = device->submit(Aggregation{weighted_mean(), {failed}, {1.0}});
        device->read(after);
      }(),
      "this rule always fails");
}

TEST_CASE("cuda: the interrupt flag ends a wait, but not for a value that is there") {
  std::atomic<bool> interrupt = false;
  const auto device = cuda_device({.interrupt = &interrupt});
  const Value there = device->upload(std::vector<float>(3, 1.0F));
  device->read(there);
  Value last = long_chain(*device);
  auto waited = std::async(std::launch::async, [&] {
    device->read(last);
  });
  CHECK(waited.wait_for(50ms) == std::future_status::timeout);
  interrupt = true;
  REQUIRE(waited.wait_for(10s) == std::future_status::ready);
  CHECK_THROWS_AS(waited.get(), Interrupted);
  CHECK_THROWS_AS(device->statistics(last), Interrupted);
  CHECK(device->read(there).size() == 3);
  CHECK_FALSE(device->throttle());
  last = Value();
  interrupt = false;
  CHECK(eventually([&] {
    return device->usage().pending_flop == 0.0;
  }));
}

TEST_CASE("cuda: throttle() waits while much is queued, and ends when it is dropped") {
  const auto device = cuda_device();
  CHECK(device->throttle());
  Value last = long_chain(*device);
  auto returned = std::async(std::launch::async, [&] {
    return device->throttle();
  });
  CHECK(returned.wait_for(50ms) == std::future_status::timeout);
  CHECK_FALSE(device->ready(last));
  last = Value();
  REQUIRE(returned.wait_for(10s) == std::future_status::ready);
  CHECK(returned.get());
}

TEST_CASE("cuda: one thread submits while another reads", "[small]") {
  const Task& made = task();
  std::vector<MakeWork> works;
  for (std::uint32_t k = 0; k < 200; ++k) {
    works.push_back(k % 2 == 0 ? made.gradient(range(k, 20))
                               : made.training(kHeavy, range(k, 30), 1, 10, k));
  }
  const std::vector<Result> expected = results(*cuda_device(), works);
  const auto device = cuda_device();
  std::vector<Value> values(works.size());
  std::atomic<std::size_t> submitted = 0;
  auto reader = std::async(std::launch::async, [&] {
    std::vector<Result> read;
    for (std::size_t k = 0; k < values.size(); ++k) {
      while (submitted.load() <= k) {
        std::this_thread::yield();
      }
      read.push_back(result(*device, values[k]));
      values[k] = Value();
    }
    return read;
  });
  for (std::size_t k = 0; k < works.size(); ++k) {
    values[k] = device->submit(works[k](*device));
    submitted = k + 1;
  }
  CHECK(same_bits(reader.get(), expected));
  CHECK(eventually([&] {
    return is_empty(*device);
  }));
}
