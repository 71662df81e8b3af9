#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <semaphore>
#include <thread>

#include <catch2/catch.hpp>

#include "kernels/device.hpp"
#include "kernels/error.hpp"
#include "tests/support/chain.hpp"

using namespace simgrad;
using test::chain;
using test::Ending;
using test::eventually;
using test::range;
using test::weighted_mean;
using namespace std::chrono_literals;

namespace {

/// A rule that keeps its thread until somebody opens the gate; then out = first update.
class Gate : public AggregationRule {
 public:
  std::size_t combine(std::span<const float* const> updates, std::span<const double> /*weights*/,
                      std::span<float> out) const override {
    begun_.release();
    opened_.acquire();
    opened_.release();
    std::copy(updates[0], updates[0] + out.size(), out.begin());
    return updates.size();
  }
  void open() const { opened_.release(); }
  /// Until a device's thread stands at the gate.
  void wait_until_begun() const { begun_.acquire(); }

 private:
  mutable std::counting_semaphore<> begun_{0};
  mutable std::counting_semaphore<> opened_{0};
};

class Failing : public AggregationRule {
 public:
  std::size_t combine(std::span<const float* const> /*updates*/,
                      std::span<const double> /*weights*/,
                      std::span<float> /*out*/) const override {
    throw Error("this rule always fails");
  }
};

/// A device of one thread that stands at a closed gate: what is submitted now is not begun.
struct Held {
  explicit Held(const std::atomic<bool>* interrupt = nullptr)
      : device(make_cpu_device({.threads = 1, .interrupt = interrupt})) {
    const Value upload = device->upload(std::vector<float>(16, 2.0F));
    held = device->submit(Aggregation{gate, {upload}, {1.0}});
    gate->wait_until_begun();
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() { gate->open(); }

  /// As if trained for `epochs`: with many, more flop than any queue takes.
  [[nodiscard]] LocalTraining training(std::int64_t epochs) const {
    LocalTraining work;
    work.model = test::network_of({13, 3});
    work.data = test::random_dataset(13, 3, 10, 1);
    work.samples = std::make_shared<const std::vector<std::uint32_t>>(10, 0U);
    work.parameters = device->upload(test::random_parameters(*work.model));
    work.epochs = epochs;
    return work;
  }

  std::shared_ptr<const Gate> gate = std::make_shared<const Gate>();
  std::unique_ptr<Device> device;
  Value held;
};

Ending chain_on(
    std::size_t threads, const std::function<void()>& pause = [] {}) {
  const auto device = make_cpu_device({.threads = threads});
  return chain(*device, pause);
}

}  // namespace

TEST_CASE("cpu device: says what it is") {
  const auto device = make_cpu_device({.threads = 3});
  CHECK(device->name() == "cpu");
  CHECK(device->threads() == 3);
  CHECK_FALSE(device->instruction_set().empty());
  CHECK(make_cpu_device({})->threads() >= 1);
}

TEST_CASE("cpu device: what is uploaded is read again, ready at once, in order of submission") {
  const auto device = make_cpu_device({.threads = 1});
  const std::vector<float> numbers{1.0F, -2.5F, 0.0F, 1e-30F, 7.0F};
  const Value one = device->upload(numbers);
  const Value other = device->upload({});
  CHECK(device->ready(one));
  CHECK(one.floats() == 5);
  CHECK(device->read(one) == numbers);
  CHECK(device->read(other).empty());
  CHECK(other.sequence() > one.sequence());
  CHECK(device->usage().live_bytes == 5 * sizeof(float));
}

TEST_CASE("cpu device: 1, 2 and 4 threads give the same bits") {
  const Ending one = chain_on(1);
  CHECK(std::isfinite(one.losses.back()));
  CHECK(one.losses.back() != one.losses.front());
  CHECK(one == chain_on(2));
  CHECK(one == chain_on(4));
}

TEST_CASE("cpu device: delays in the submitting thread change no bit") {
  Stream stream(1, Purpose::kTest);
  const auto pause = [&] {
    std::this_thread::sleep_for(std::chrono::microseconds(stream.below(8) == 0 ? 1000 : 0));
  };
  const Ending prompt = chain_on(2);
  CHECK(prompt == chain_on(2, pause));
  CHECK(prompt == chain_on(4, pause));
}

TEST_CASE("cpu device: another device before it, and arrays used again, change no bit") {
  const auto device = make_cpu_device({.threads = 2});
  const Ending first = chain(*device);
  CHECK(first == chain(*device));
}

TEST_CASE("cpu device: all works done, usage is back to nothing") {
  const auto device = make_cpu_device({.threads = 2});
  chain(*device);
  CHECK(eventually([&] {
    return device->usage().live_values == 0;
  }));
  CHECK(device->usage().live_bytes == 0);
  CHECK(device->usage().pending_flop == 0.0);
  CHECK(device->usage().done_flop > 1e6);
}

TEST_CASE("cpu device: a work waits for its inputs, also for one that it has twice") {
  Held held;
  const Value twice =
      held.device->submit(Aggregation{weighted_mean(), {held.held, held.held}, {1.0, 2.0}});
  CHECK_FALSE(held.device->ready(held.held));
  CHECK_FALSE(held.device->ready(twice));
  held.gate->open();
  CHECK(held.device->read(twice) == std::vector<float>(16, 2.0F));
  CHECK(held.device->ready(held.held));
}

TEST_CASE("cpu device: a value dropped before it is begun is never computed") {
  Held held;
  const double before = held.device->usage().pending_flop;
  const std::size_t values = held.device->usage().live_values;
  Value ready = held.device->submit(held.training(1));
  Value waiting = held.device->submit(Aggregation{weighted_mean(), {ready}, {1.0}});
  Value on_both = held.device->submit(Aggregation{weighted_mean(), {ready, waiting}, {1.0, 1.0}});
  CHECK(held.device->usage().pending_flop > before);
  CHECK(held.device->usage().live_values == values + 4);  // and the training's start
  // What another work needs is not dropped by its maker.
  ready = Value();
  waiting = Value();
  CHECK(held.device->usage().live_values == values + 4);
  on_both = Value();
  CHECK(held.device->usage().live_values == values);
  CHECK(held.device->usage().pending_flop == before);
  held.gate->open();
  held.device->read(held.held);
  // The thread has passed the dropped works when a later one is done.
  const Value later = held.device->submit(Aggregation{weighted_mean(), {held.held}, {1.0}});
  held.device->read(later);
  CHECK(held.device->usage().done_flop == before + 2.0 * 16.0);
}

TEST_CASE("cpu device: a long chain of works that nobody wants is dropped without recursion") {
  Held held;
  const std::size_t values = held.device->usage().live_values;
  Value state = held.held;
  for (std::int64_t step = 1; step <= 200'000; ++step) {
    state = held.device->submit(OptimizerStep{SgdRule{.learning_rate = 0.1F}, step, state, state});
  }
  CHECK(held.device->usage().live_values == values + 200'000);
  state = Value();
  CHECK(held.device->usage().live_values == values);
}

TEST_CASE("cpu device: values may outlive their device") {
  Value computed;
  Value uncomputed;
  {
    const auto device = make_cpu_device({.threads = 1});
    computed = device->upload(std::vector<float>(16, 1.0F));
    LocalTraining work;
    work.model = test::network_of({13, 3});
    work.data = test::random_dataset(13, 3, 10, 1);
    work.samples = range(0, 10);
    work.parameters = device->upload(test::random_parameters(*work.model));
    for (int k = 0; k < 1000; ++k) {
      work.parameters = device->submit(work);
    }
    uncomputed = work.parameters;
  }
  CHECK(computed.floats() == 16);
  CHECK(uncomputed.floats() == 64);
}

TEST_CASE("throttle: returns at once while the queue is short") {
  Held held;
  const Value little = held.device->submit(held.training(1));
  CHECK(held.device->throttle());
}

TEST_CASE("throttle: waits while more than a second of work is queued, also when it is dropped") {
  std::atomic<bool> interrupt = false;
  Held held(&interrupt);
  Value much = held.device->submit(held.training(1'000'000'000));
  auto returned = std::async(std::launch::async, [&] {
    return held.device->throttle();
  });
  CHECK(returned.wait_for(50ms) == std::future_status::timeout);
  much = Value();
  // If it does not return now, fail rather than hang.
  interrupt = returned.wait_for(10s) == std::future_status::timeout;
  CHECK(returned.get());
}

TEST_CASE("throttle: the interrupt flag ends it with false, whatever is queued") {
  std::atomic<bool> interrupt = false;
  Held held(&interrupt);
  CHECK(held.device->throttle());
  const Value much = held.device->submit(held.training(1'000'000'000));
  auto returned = std::async(std::launch::async, [&] {
    return held.device->throttle();
  });
  CHECK(returned.wait_for(20ms) == std::future_status::timeout);
  interrupt = true;
  CHECK_FALSE(returned.get());
  CHECK_FALSE(held.device->throttle());
}

TEST_CASE("cpu device: the interrupt flag ends a wait, but not for a value that is there") {
  std::atomic<bool> interrupt = false;
  Held held(&interrupt);
  const Value there = held.device->upload(std::vector<float>(3, 1.0F));
  auto waited = std::async(std::launch::async, [&] {
    held.device->read(held.held);
  });
  CHECK(waited.wait_for(20ms) == std::future_status::timeout);
  interrupt = true;
  if (waited.wait_for(10s) == std::future_status::timeout) {
    held.gate->open();  // to fail below rather than to hang
  }
  CHECK_THROWS_AS(waited.get(), Interrupted);
  CHECK_THROWS_AS(held.device->statistics(held.held), Interrupted);
  CHECK(held.device->read(there).size() == 3);
}

TEST_CASE("cpu device: live values past the memory limit are an error that says so") {
  const auto device = make_cpu_device({.threads = 1, .memory_limit_bytes = std::size_t{1} << 20U});
  const std::vector<float> most(200'000);
  for (int i = 0; i < 3; ++i) {
    device->upload(most);  // dropped at once, so there is room again
  }
  const Value kept = device->upload(most);
  CHECK_THROWS_WITH(device->upload(most), Catch::Contains("1 MiB is the limit"));
  CHECK_THROWS_AS(device->upload(most), Error);
  CHECK(device->read(kept) == most);
}

TEST_CASE("cpu device: a work past the memory limit fails every later call, not the program") {
  const auto device = make_cpu_device({.threads = 2, .memory_limit_bytes = std::size_t{1} << 20U});
  const Value kept = device->upload(std::vector<float>(200'000));
  const Aggregation work{weighted_mean(), {kept}, {1.0}};
  const Value result = device->submit(work);
  CHECK_THROWS_AS(device->read(result), Error);
  CHECK_THROWS_AS(device->statistics(result), Error);
  CHECK_THROWS_AS(device->submit(work), Error);
  CHECK_THROWS_AS(device->throttle(), Error);
  CHECK(device->read(kept).size() == 200'000);
}

TEST_CASE("cpu device: what a work throws comes out of the wait for it and for what needs it") {
  const auto device = make_cpu_device({.threads = 1});
  const Value upload = device->upload(std::vector<float>(16));
  const auto failing = std::make_shared<const Failing>();
  CHECK_THROWS_WITH(
      [&] {
        const Value failed = device->submit(Aggregation{failing, {upload}, {1.0}});
        const Value after = device->submit(Aggregation{weighted_mean(), {failed}, {1.0}});
        device->read(after);
      }(),
      "this rule always fails");
}
