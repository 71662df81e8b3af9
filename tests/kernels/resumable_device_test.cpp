#include "kernels/resumable_device.hpp"

#include <catch2/catch.hpp>

#include "tests/support/works.hpp"

namespace simgrad {
namespace {

const std::vector<float> kNumbers{1.0F, 2.5F, -3.0F};

Work twice(const Value& value) {
  return LinearCombination{{{value, 2.0, 0}}, value.floats()};
}

/// A program of a few steps: doubles an array at each advance, and drops all but the last.
struct Doubling {
  Value last;

  void step(Device& device) {
    last = device.submit(twice(last));
    (void)device.statistics(last);
    (void)device.throttle();
  }
};

struct Saved {
  DeviceCut cut;
  StatisticsBySequence read;
  std::map<std::uint64_t, SavedValue> values;
};

/// Runs so many steps, and saves after `saved_at` of them. Returns the last array.
std::vector<float> run(int steps, int saved_at, Saved& saved) {
  const auto inner = make_cpu_device({.threads = 2});
  ResumableDevice device(*inner, [] {});
  device.on_advance = [&](bool ends) {
    CHECK_FALSE(ends);
    if (device.cut().advances == static_cast<std::uint64_t>(saved_at)) {
      CHECK(test::eventually([&] {  // a thread of the device lets go a moment later
        return device.drain() == kNumbers.size() * sizeof(float);
      }));
      saved.cut = device.cut();
      saved.read = device.take_read();
      device.for_each_live([&](const SavedValue& value) {
        saved.values[value.sequence] = value;
      });
    }
  };
  Doubling doubling{device.upload(kNumbers)};
  for (int i = 0; i < steps; ++i) {
    doubling.step(device);
  }
  return device.read(doubling.last);
}

/// The same program, which replays what was saved.
std::vector<float> go_on(int steps, const Saved& saved) {
  const auto inner = make_cpu_device({.threads = 2});
  ResumableDevice device(*inner, [] {});
  bool came_to_cut = false;
  device.replay({saved.cut, saved.read,
                 [&](std::uint64_t sequence) {
                   return saved.values.at(sequence);
                 },
                 [&] {
                   came_to_cut = true;
                 }});
  Doubling doubling{device.upload(kNumbers)};
  for (int i = 0; i < steps; ++i) {
    CHECK(device.replaying() == !came_to_cut);
    doubling.step(device);
  }
  CHECK(came_to_cut);
  return device.read(doubling.last);
}

TEST_CASE("cpu device: a reserved value waits to be filled, and works on it wait with it") {
  const auto device = make_cpu_device({.threads = 1});
  const Value reserved = device->reserve(3);
  const Value doubled = device->submit(twice(reserved));
  CHECK_FALSE(device->ready(reserved));
  CHECK_FALSE(device->ready(doubled));
  device->fill(reserved, kNumbers, {0.5, 1, 2});
  CHECK(device->read(reserved) == kNumbers);
  CHECK(device->statistics(reserved).loss_sum == 0.5);
  CHECK(device->read(doubled) == std::vector<float>{2.0F, 5.0F, -6.0F});
  CHECK_THROWS_AS(device->fill(reserved, kNumbers, {}), BrokenInvariant);
  CHECK_THROWS_AS(device->fill(device->reserve(2), kNumbers, {}), BrokenInvariant);
}

TEST_CASE("resumable device: a replay computes nothing and goes on with the saved array") {
  Saved saved;
  const std::vector<float> whole = run(9, 6, saved);
  CHECK(saved.cut.submissions == 7);  // the upload and six steps
  CHECK(saved.values.size() == 1);    // the arrays before are gone
  CHECK(saved.read.size() == 6);
  CHECK(go_on(9, saved) == whole);
  saved.values.at(7).numbers = {1.0F, 1.0F, 1.0F};  // it is what was saved that goes on
  CHECK(go_on(9, saved) == std::vector<float>{8.0F, 8.0F, 8.0F});
}

TEST_CASE("resumable device: a replay of another program is refused") {
  Saved saved;
  (void)run(9, 6, saved);
  Saved changed = saved;
  ++changed.cut.submissions;
  CHECK_THROWS_AS(go_on(9, changed), Error);
  changed = saved;
  changed.read.erase(3);
  CHECK_THROWS_AS(go_on(9, changed), Error);
  changed = saved;
  changed.values.at(7).numbers.push_back(0.0F);
  CHECK_THROWS_AS(go_on(9, changed), Error);
}

TEST_CASE("resumable device: an interrupt lets numbers come and ends the run at the next advance") {
  std::atomic<bool> flag{false};
  const auto inner = make_cpu_device({.threads = 1, .interrupt = &flag});
  ResumableDevice device(*inner, [&flag] {
    flag = false;
  });
  int endings = 0;
  device.on_advance = [&](bool ends) {
    endings += ends ? 1 : 0;
    CHECK(device.drain() == kNumbers.size() * sizeof(float));
  };
  const Value numbers = device.upload(kNumbers);
  CHECK(device.throttle());
  flag = true;
  const Value doubled = device.submit(twice(numbers));
  (void)device.statistics(doubled);
  device.on_advance = [&](bool ends) {
    endings += ends ? 1 : 0;
    CHECK(device.drain() == 2 * kNumbers.size() * sizeof(float));
  };
  CHECK_FALSE(device.throttle());
  CHECK(endings == 1);
  CHECK_FALSE(flag);
}

}  // namespace
}  // namespace simgrad
