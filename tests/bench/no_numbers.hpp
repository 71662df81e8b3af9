#pragma once

#include "kernels/device.hpp"

namespace simgrad::bench {

/// A device that computes nothing and is always ready: what is left is the simulation.
class NoNumbers : public Device {
 public:
  Value submit(Work work) override { return new_value(simgrad::floats(work)); }
  Value upload(std::span<const float> numbers) override { return new_value(numbers.size()); }
  Value reserve(std::size_t floats) override { return new_value(floats); }
  void fill(const Value& /*value*/, std::span<const float> /*numbers*/,
            const Statistics& /*statistics*/) override {}
  std::vector<float> read(const Value& value) override {
    return std::vector<float>(value.floats());
  }
  Statistics statistics(const Value& /*value*/) override { return {1.0, 0, 1}; }
  [[nodiscard]] bool ready(const Value& /*value*/) const override { return true; }
  bool throttle() override { return true; }
  [[nodiscard]] DeviceUsage usage() const override { return {}; }
  [[nodiscard]] std::string name() const override { return "none"; }
  [[nodiscard]] std::string instruction_set() const override { return "none"; }
  [[nodiscard]] std::size_t threads() const override { return 0; }

 private:
  Value new_value(std::size_t floats) {
    return Value(std::make_shared<ValueState>(++sequence_, floats));
  }
  std::uint64_t sequence_ = 0;
};

}  // namespace simgrad::bench
