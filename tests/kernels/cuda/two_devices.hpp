#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

#include <catch2/catch.hpp>

#include "tests/support/networks.hpp"
#include "tests/support/reference_network.hpp"
#include "tests/support/works.hpp"

/// The CUDA device beside the CPU device. Every number is compared, and one that is not finite on
/// either side fails.
namespace simgrad::test {

inline std::unique_ptr<Device> cuda_device(CudaOptions options = {}) {
  return make_cuda_device(options);
}

inline std::unique_ptr<Device> cpu_device() {
  return make_cpu_device({.threads = 2});
}

/// What one work gave.
struct Result {
  std::vector<float> numbers;
  Statistics statistics;
};

/// Equal to the last bit, NaN with NaN.
inline bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](float x, float y) {
           return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
         });
}

inline bool same_bits(const Statistics& a, const Statistics& b) {
  return std::bit_cast<std::uint64_t>(a.loss_sum) == std::bit_cast<std::uint64_t>(b.loss_sum) &&
         a.correct == b.correct && a.samples == b.samples;
}

inline bool same_bits(const Result& a, const Result& b) {
  return same_bits(a.numbers, b.numbers) && same_bits(a.statistics, b.statistics);
}

inline bool same_bits(const std::vector<Result>& a, const std::vector<Result>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](auto& x, auto& y) {
           return same_bits(x, y);
         });
}

inline Result result(Device& device, const Value& value) {
  return {device.read(value), device.statistics(value)};
}

/// A work is made on the device that it is for, since its inputs are there.
using MakeWork = std::function<Work(Device&)>;

/// All submitted, then all read.
inline std::vector<Result> results(Device& device, const std::vector<MakeWork>& works) {
  std::vector<Value> values;
  values.reserve(works.size());
  for (const MakeWork& make : works) {
    values.push_back(device.submit(make(device)));
  }
  std::vector<Result> all;
  all.reserve(values.size());
  for (const Value& value : values) {
    all.push_back(result(device, value));
  }
  return all;
}

/// Two float32 sums in different orders, over a few dozen steps.
struct Tolerance {
  double absolute = 2e-6;
  double relative = 2e-5;
};

inline void check_close(const Result& cuda, const Result& cpu, Tolerance tolerance = {}) {
  const std::vector<double> expected(cpu.numbers.begin(), cpu.numbers.end());
  CHECK(mismatch(cuda.numbers, expected, tolerance.absolute, tolerance.relative) <= 1.0);
  CHECK(std::isfinite(cpu.statistics.loss_sum));
  CHECK(cuda.statistics.loss_sum == Approx(cpu.statistics.loss_sum).epsilon(1e-5));
  CHECK(cuda.statistics.correct == cpu.statistics.correct);
  CHECK(cuda.statistics.samples == cpu.statistics.samples);
}

inline void check_on_both(const std::vector<MakeWork>& works, Tolerance tolerance = {}) {
  const std::vector<Result> cuda = results(*cuda_device(), works);
  const std::vector<Result> cpu = results(*cpu_device(), works);
  for (std::size_t i = 0; i < works.size(); ++i) {
    INFO("work " << i);
    check_close(cuda[i], cpu[i], tolerance);
  }
}

/// A model with data and a start, all from keyed streams.
struct Task {
  std::shared_ptr<const Model> model;
  std::shared_ptr<const Dataset> data;
  FloatBuffer start;

  Task(std::shared_ptr<const Model> of, std::size_t train, std::size_t test)
      : model(std::move(of)),
        data(random_dataset(*model, train, test)),
        start(random_parameters(*model)) {}

  [[nodiscard]] MakeWork gradient(const Indices& batch) const {
    return [task = *this, batch](Device& device) {
      return Gradient{task.model, task.data, batch, device.upload(task.start)};
    };
  }

  [[nodiscard]] MakeWork evaluation() const {
    return [task = *this](Device& device) {
      return Evaluation{task.model, task.data, device.upload(task.start)};
    };
  }

  [[nodiscard]] MakeWork training(const UpdateRule& rule, const Indices& samples,
                                  std::int64_t epochs, std::int64_t batch_size,
                                  std::uint64_t node = 3) const {
    return [=, task = *this](Device& device) {
      return LocalTraining{
          task.model, task.data, samples,    device.upload(task.start),
          rule,       epochs,    batch_size, Stream(7, Purpose::kBatches, node, 2)};
    };
  }
};

}  // namespace simgrad::test
